"""The office's identity provider, by OpenID Connect: code flow with PKCE, state and nonce.

No password is ever asked for or checked here, so that there is nothing to guess: limiting
attempts is the provider's.
"""

from __future__ import annotations

import logging
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from ..config import QMSConfig
from ..errors import Unavailable
from ..i18n import lazy

log = logging.getLogger(__name__)
SECONDS = 10
"""For each of the provider's answers, so that one that hangs does not hold all threads."""


class Provider:
    """What the sign-in asks of the provider.

    Args:
        config: ``oidc_issuer``, ``oidc_client_id`` and ``oidc_client_secret`` as the provider's
            administrator gave them.
    """

    def __init__(self, app: Flask, config: QMSConfig) -> None:
        self._client: Any = OAuth(app).register(
            "office",
            client_id=config.oidc_client_id,
            client_secret=config.oidc_client_secret,
            server_metadata_url=config.oidc_issuer.rstrip("/")
            + "/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
            },
        )

    def ask(self, back: str, *, anew: bool, prove: bool = False) -> Response:
        """The way to the provider.

        Args:
            back: address that it sends the browser to afterwards.
            anew: ask who it is even if the provider remembers the browser.
            prove: have the answer say when that was (OpenID Connect Core, 3.1.2.1: max_age).

        Raises:
            Unavailable: the provider does not answer.
        """
        try:
            asked = {"prompt": "login"} if anew else {}
            if prove:
                asked["max_age"] = "0"
            way: Response = self._client.authorize_redirect(back, **asked)
        except (RequestException, ValueError) as error:
            raise _away(error) from error
        return way

    def answer(self) -> dict[str, Any] | None:
        """The claims about whoever came back (OpenID Connect Core, 5.1), or None.

        None means that this return belongs to no question of this browser, or was declined, or
        says something that cannot be trusted.

        Raises:
            Unavailable: the provider does not answer.
        """
        try:
            token = self._client.authorize_access_token()
        except (OAuthError, JoseError) as error:
            log.warning("a sign-in was not finished: %s", error)
            return None
        except (RequestException, ValueError) as error:
            raise _away(error) from error
        claims = dict(token.get("userinfo") or {})
        if not claims.get("name") or not claims.get("email"):
            # Many providers put no more than the identifier into the token itself.
            claims = {**self._asked_for(token, claims.get("sub")), **claims}
        return claims

    def _asked_for(self, token: dict[str, Any], subject: object) -> dict[str, Any]:
        try:
            found = dict(self._client.userinfo(token=token))
        except (RequestException, OAuthError, LookupError, ValueError, RuntimeError) as error:
            log.warning("the provider tells no more about the person: %s", error)
            return {}
        # OpenID Connect Core, 5.3.2: an answer about somebody else must not be used.
        return found if found.get("sub") == subject else {}


def _away(error: Exception) -> Unavailable:
    log.warning("the sign-in service does not answer: %s", error)
    return Unavailable(
        "signin.provider_away",
        lazy("The office's sign-in service does not answer right now."),
        way_out=lazy("Try again in a moment."),
        retry_after=5,
    )
