"""A real sign-in provider: the whole way from the redirect to the person's claims."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session

from tests.support.oidc import OidcProvider
from tests.support.reaper import is_running
from tests.support.waiting import is_listening

_BACK = "http://127.0.0.1:9/back"


@pytest.fixture
def provider(oidc_provider: Callable[..., OidcProvider]) -> OidcProvider:
    return oidc_provider([_BACK])


def _sign_in(provider: OidcProvider, password: str) -> tuple[OAuth2Session, requests.Response]:
    client = OAuth2Session(
        provider.client_id,
        provider.client_secret,
        redirect_uri=_BACK,
        scope="openid profile email groups",
        code_challenge_method="S256",
    )
    address, _ = client.create_authorization_url(
        f"{provider.issuer}/auth", code_verifier="v" * 64, nonce="n"
    )
    browser = requests.Session()
    form = browser.get(address, timeout=10)
    assert "Sign in" in form.text
    answer = browser.post(
        form.url,
        data={"login": "a.wisniewska", "password": password},
        allow_redirects=False,
        timeout=10,
    )
    while answer.is_redirect and not answer.headers["Location"].startswith(_BACK):
        answer = browser.get(answer.headers["Location"], allow_redirects=False, timeout=10)
    return client, answer


def test_a_person_signs_in_and_is_described(provider: OidcProvider) -> None:
    client, answer = _sign_in(provider, provider.users["a.wisniewska"].password)
    back = answer.headers["Location"]
    assert parse_qs(urlsplit(back).query)["iss"] == [provider.issuer]

    token = client.fetch_token(
        f"{provider.issuer}/token", authorization_response=back, code_verifier="v" * 64
    )
    assert "id_token" in token
    person = client.get(f"{provider.issuer}/me").json()
    assert person["sub"] == "a.wisniewska"
    assert person["name"] == "Anna Wiśniewska"
    assert person["groups"] == ["audit"]


def test_a_wrong_password_leads_nowhere(provider: OidcProvider) -> None:
    _, answer = _sign_in(provider, "wrong")
    assert answer.status_code == 401
    assert "Location" not in answer.headers


def test_an_address_it_was_not_told_of_is_refused(provider: OidcProvider) -> None:
    answer = requests.get(
        f"{provider.issuer}/auth",
        params={
            "client_id": provider.client_id,
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": "http://elsewhere.test/",
        },
        timeout=10,
    )
    assert answer.status_code == 400
    assert "redirect_uri" in answer.text


def test_stopping_leaves_nothing(provider: OidcProvider) -> None:
    pid = provider.pid
    assert pid is not None
    provider.stop()
    assert not is_running(pid)
    assert not is_listening(provider.port)
