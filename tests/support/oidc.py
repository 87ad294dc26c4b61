"""A real OpenID Connect provider: the npm package `oidc-provider`, run by Node."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.processes import Process, session_folder
from tests.support.sharing import locked
from tests.support.waiting import free_port

_FOLDER = Path(__file__).parent / "oidc"


@dataclass(frozen=True)
class ProviderUser:
    """Somebody the provider knows."""

    login: str
    password: str = field(repr=False)
    name: str
    email: str
    groups: tuple[str, ...] = ()

    def claims(self) -> dict[str, object]:
        """What the provider says about this user besides `sub`, which is the login."""
        given_name, _, family_name = self.name.partition(" ")
        return {
            "name": self.name,
            "given_name": given_name,
            "family_name": family_name,
            "preferred_username": self.login,
            "email": self.email,
            "email_verified": True,
            "groups": list(self.groups),
        }


DEFAULT_USERS = (
    ProviderUser(
        "a.wisniewska", "zielona-herbata", "Anna Wiśniewska", "a.wisniewska@urzad.test", ("audit",)
    ),
    ProviderUser(
        "j.zolc", "czarna-kawa", "Józef Żółć", "j.zolc@urzad.test", ("employees", "heads")
    ),
    ProviderUser("ext.auditor", "biala-kartka", "Ewa Gość", "ewa@certyfikacja.test"),
)


def node_environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are found: the system's, or those `make` got."""
    environment = dict(os.environ)
    if shutil.which("node") is None:
        prepared = Path(__file__).parents[2] / ".make" / "node"
        environment["PATH"] = f"{prepared}{os.pathsep}{environment['PATH']}"
    return environment


def _install() -> None:
    """Installs what the lock file lists, unless it is there already."""
    with locked("oidc-install"):
        lock = _FOLDER / "package-lock.json"
        stamp = _FOLDER / "node_modules" / ".installed"
        if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
            return
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=_FOLDER,
            env=node_environment(),
            check=True,
        )
        stamp.write_bytes(lock.read_bytes())


class OidcProvider:
    """One provider with one client and the given users.

    Args:
        redirect_uris: addresses to which it may send people back, exactly as the client names
            them; ports count.
        users: who can sign in.
        post_logout_redirect_uris: likewise, after signing out.
    """

    def __init__(
        self,
        redirect_uris: list[str],
        users: tuple[ProviderUser, ...] = DEFAULT_USERS,
        post_logout_redirect_uris: list[str] | None = None,
    ) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.client_id = "intranet"
        self.client_secret = secrets.token_urlsafe(32)
        self.users = {user.login: user for user in users}
        self.folder = Path(tempfile.mkdtemp(prefix="oidc-", dir=session_folder()))
        settings = self.folder / "settings.json"
        settings.write_text(
            json.dumps(
                {
                    "port": self.port,
                    "issuer": self.issuer,
                    "clientId": self.client_id,
                    "clientSecret": self.client_secret,
                    "redirectUris": redirect_uris,
                    "postLogoutRedirectUris": post_logout_redirect_uris or [],
                    "users": {
                        user.login: {"password": user.password, "claims": user.claims()}
                        for user in users
                    },
                }
            ),
            encoding="utf-8",
        )
        self._process = Process(
            "oidc",
            ["node", _FOLDER / "provider.mjs", settings],
            environment=node_environment(),
            patience=2.0,
        )

    @property
    def discovery_url(self) -> str:
        """Where its description is read."""
        return f"{self.issuer}/.well-known/openid-configuration"

    @property
    def pid(self) -> int | None:
        """Id of its process, None when it is not running."""
        return self._process.pid if self._process.is_running() else None

    def start(self) -> None:
        """Installs it the first time; returns when it describes itself."""
        _install()
        self._process.start()
        self._process.wait_until_ready(self._answers)

    def _answers(self) -> bool:
        with urllib.request.urlopen(self.discovery_url, timeout=5) as answer:
            return bool(answer.status == 200)

    def stop(self) -> None:
        """Ends it; sessions and tokens it gave are gone."""
        self._process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
