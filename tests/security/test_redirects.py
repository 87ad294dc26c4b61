"""Wherever an address sends a person on, it stays on this site."""

from __future__ import annotations

import pytest

from tests.support.host import Host

LEADING_AWAY = (
    "//elsewhere.example/",
    "/\t/elsewhere.example/",
    "/\n/elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    "https://elsewhere.example/",
    "https:elsewhere.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    " //elsewhere.example/",
    "/qms/audit/\r\nSet-Cookie: stolen=1",
    "/\x00/elsewhere.example/",
)


def _stays(location: str) -> bool:
    return location.startswith("/") and not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("target", LEADING_AWAY)
def test_choosing_a_language_leads_nowhere_else(host: Host, target: str) -> None:
    host.sign_in("anna")
    answer = host.client().post("/qms/language", data={"locale": "en", "back": target})
    assert answer.status_code == 303
    assert _stays(answer.headers["Location"])
    assert "stolen" not in str(answer.headers)


@pytest.mark.parametrize("target", LEADING_AWAY)
def test_signing_in_from_the_phone_leads_back_to_the_phone(host: Host, target: str) -> None:
    host.sign_in("anna")
    answer = host.client().get("/qms/audit/sign-in", query_string={"next": target})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/qms/audit/")
    assert "stolen" not in str(answer.headers)


def test_a_path_of_this_site_is_followed(host: Host) -> None:
    host.sign_in("anna")
    answer = host.client().post(
        "/qms/language", data={"locale": "en", "back": "/qms/documents/?q=skarga&page=2"}
    )
    assert answer.headers["Location"] == "/qms/documents/?q=skarga&page=2"
