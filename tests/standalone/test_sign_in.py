"""Signing in to the standalone intranet: by the office's provider, or as a demo person."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from intranet_qms.people import queries
from intranet_qms.people.services import add_person
from intranet_qms.standalone.application import create_app
from tests.support.clock import FakeClock
from tests.support.host import Browser
from tests.support.oidc import OidcProvider
from tests.support.waiting import free_port

LOOPBACK = {"REMOTE_ADDR": "127.0.0.1"}


def _app(url: str, home: Path, clock: FakeClock, **settings: str) -> Flask:
    app = create_app({"QMS_HOME": str(home), "QMS_DATABASE_URL": url, **settings}, clock=clock)
    app.test_client_class = Browser
    with app.extensions["intranet_qms"].database.transaction() as session:
        for login, name in (("a.wisniewska", "Anna Wiśniewska"), ("j.zolc", "Józef Żółć")):
            add_person(session, clock.now(), host_id=login, name=name, email=None, unit=None)
    return app


@pytest.fixture
def demo(sqlite_url: str, tmp_path: Path, clock: FakeClock) -> Flask:
    """The intranet without a provider, with two people."""
    return _app(sqlite_url, tmp_path, clock)


# -- the demo people -------------------------------------------------------------------------


def test_on_this_machine_one_chooses_a_person_and_is_that_person(demo: Flask) -> None:
    client = demo.test_client()
    door = client.get("/sign-in?next=/qms/tasks/")
    assert "Anna Wiśniewska" in door.text
    answer = client.post("/sign-in", data={"username": "a.wisniewska", "next": "/qms/tasks/"})
    assert (answer.status_code, answer.location) == (303, "/qms/tasks/")
    assert "Anna Wiśniewska" in client.get("/qms/tasks/").text


def test_a_person_who_does_not_exist_is_nobody(demo: Flask) -> None:
    client = demo.test_client()
    assert client.post("/sign-in", data={"username": "nobody"}).status_code == 422
    assert client.get("/qms/tasks/").status_code == 302


@pytest.mark.parametrize(
    ("environment", "headers"),
    [
        pytest.param({"REMOTE_ADDR": "192.168.1.20"}, {}, id="another machine"),
        pytest.param(LOOPBACK, {"X-Forwarded-For": "203.0.113.9"}, id="a proxy on this machine"),
        pytest.param(LOOPBACK, {"Forwarded": "for=203.0.113.9"}, id="a proxy by RFC 7239"),
        pytest.param(LOOPBACK, {"Host": "evil.example"}, id="another site's name for loopback"),
        pytest.param({"REMOTE_ADDR": ""}, {}, id="an unknown peer"),
    ],
)
def test_from_elsewhere_there_are_no_demo_people(
    demo: Flask, environment: dict[str, str], headers: dict[str, str]
) -> None:
    client = demo.test_client()
    door = client.get("/sign-in", environ_overrides=environment, headers=headers)
    assert door.status_code == 200
    assert "Wiśniewska" not in door.text
    answer = client.post(
        "/sign-in",
        data={"username": "a.wisniewska"},
        environ_overrides=environment,
        headers={"Sec-Fetch-Site": "same-origin", **headers},
    )
    assert answer.status_code == 403
    assert client.get("/qms/tasks/").status_code == 302


@pytest.mark.parametrize(
    "settings",
    [
        {"QMS_BASE_URL": "https://szj.dolina.pl"},
        {"QMS_DEMO": "false"},
        {"QMS_OIDC_ISSUER": "https://sso.dolina.pl"},
    ],
    ids=["a public address", "no demo wanted", "a provider"],
)
def test_an_installation_for_an_office_has_no_demo_people(
    sqlite_url: str, tmp_path: Path, clock: FakeClock, settings: dict[str, str]
) -> None:
    client = _app(sqlite_url, tmp_path, clock, **settings).test_client()
    assert "Wiśniewska" not in client.get("/sign-in").text
    assert client.post("/sign-in", data={"username": "a.wisniewska"}).status_code == 403


def test_another_sites_page_cannot_sign_anybody_in(demo: Flask) -> None:
    answer = demo.test_client().post(
        "/sign-in", data={"username": "a.wisniewska"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\/evil.example",
        "/\t/evil.example/", "/\n/evil.example/", "javascript:alert(1)", "evil.example", "",
        "/qms/\\..\\..\\/evil", "/\x00/evil.example",
    ],
)  # fmt: skip
def test_nobody_is_sent_away_to_another_site(demo: Flask, target: str) -> None:
    client = demo.test_client()
    answer = client.post("/sign-in", data={"username": "j.zolc", "next": target})
    assert (answer.status_code, answer.location) == (303, "/")
    again = client.get("/sign-in", query_string={"next": target})
    assert (again.status_code, again.location) == (302, "/")
    chosen = client.post("/language", data={"locale": "en", "next": target})
    assert chosen.location == "/"


def test_a_second_person_gets_nothing_of_the_first_ones_session(demo: Flask) -> None:
    client = demo.test_client()
    client.post("/sign-in", data={"username": "a.wisniewska"})
    with client.session_transaction() as session:
        session["left behind"] = "by Anna"
    client.post("/sign-in", data={"username": "j.zolc"})
    with client.session_transaction() as session:
        assert "left behind" not in session
    page = client.get("/qms/tasks/").text
    assert "Józef Żółć" in page
    assert "Anna" not in page


def test_a_sign_in_ends_after_its_hours_and_says_where_to_sign_in_again(
    demo: Flask, clock: FakeClock
) -> None:
    client = demo.test_client()
    client.post("/sign-in", data={"username": "j.zolc"})
    clock.advance(hours=11, minutes=59)
    assert client.get("/qms/tasks/").status_code == 200
    clock.advance(minutes=2)
    page = client.get("/qms/tasks/?kind=late")
    assert page.status_code == 302
    assert page.location == "/sign-in?next=/qms/tasks/?kind%3Dlate"
    phone = client.get("/qms/api/sync/v1/hello")
    assert phone.status_code == 401
    assert phone.json["error"]["code"] == "sync.signed_out"
    written = client.post("/qms/api/sync/v1/push", json={})
    assert written.status_code == 401
    assert written.json["error"]["code"] == "sync.signed_out"


def test_after_signing_out_the_old_cookie_opens_nothing_in_this_browser(demo: Flask) -> None:
    client = demo.test_client()
    client.post("/sign-in", data={"username": "j.zolc"})
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get("/qms/tasks/").status_code == 302
    assert client.get("/").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    sqlite_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    app = _app(sqlite_url, tmp_path, clock, QMS_BASE_URL="https://szj.dolina.pl")
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"


# -- the office's provider -------------------------------------------------------------------


class Office:
    """The intranet with a provider, and a browser that goes the whole way between the two."""

    def __init__(self, app: Flask, provider: OidcProvider, back: str) -> None:
        self.app, self.provider, self.back = app, provider, back
        self.client = app.test_client()
        self.browser = requests.Session()
        self.origin = back.partition("/sign-in")[0]

    def get(self, path: str) -> Any:
        """A page of the intranet."""
        return self.client.get(path, base_url=self.origin)

    def ask(self, target: str = "/qms/tasks/") -> str:
        """Begin; returns the provider's address that the browser is sent to."""
        answer = self.client.get(
            "/sign-in/office", query_string={"next": target}, base_url=self.origin
        )
        assert answer.status_code == 302
        return str(answer.location)

    def at_the_provider(self, address: str, login: str) -> str:
        """Sign in there, if it asks; returns the address that leads back."""
        answer = self._follow(self.browser.get(address, allow_redirects=False, timeout=10))
        if not answer.is_redirect:
            password = self.provider.users[login].password
            answer = self._follow(self._post(answer.url, {"login": login, "password": password}))
        if not answer.is_redirect:
            # It forgets the person before by a form that a browser sends on by itself.
            action = re.search(r'action="([^"]+)"', answer.text)
            assert action, answer.text
            hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.text))
            answer = self._follow(
                self._post(requests.compat.urljoin(answer.url, action[1]), hidden)
            )
        return str(answer.headers["Location"])

    def _post(self, address: str, fields: dict[str, str]) -> requests.Response:
        return self.browser.post(address, data=fields, allow_redirects=False, timeout=10)

    def _follow(self, answer: requests.Response) -> requests.Response:
        """Go where the provider sends the browser, as long as that is the provider itself."""
        while answer.is_redirect and not answer.headers["Location"].startswith(self.back):
            address = requests.compat.urljoin(answer.url, answer.headers["Location"])
            answer = self.browser.get(address, allow_redirects=False, timeout=10)
        return answer

    def come_back(self, address: str) -> Any:
        """Follow the provider's word back to the intranet."""
        return self.get(address.removeprefix(self.origin))

    def sign_in(self, login: str, target: str = "/qms/tasks/") -> Any:
        """The whole way."""
        return self.come_back(self.at_the_provider(self.ask(target), login))


@pytest.fixture
def office(
    sqlite_url: str,
    tmp_path: Path,
    clock: FakeClock,
    oidc_provider: Callable[..., OidcProvider],
) -> Office:
    """An office with a real provider."""
    back = f"http://127.0.0.1:{free_port()}/sign-in/office/back"
    provider = oidc_provider([back])
    app = _app(
        sqlite_url,
        tmp_path,
        clock,
        QMS_OIDC_ISSUER=provider.issuer,
        QMS_OIDC_CLIENT_ID=provider.client_id,
        QMS_OIDC_CLIENT_SECRET=provider.client_secret,
    )
    return Office(app, provider, back)


def test_a_person_of_the_office_signs_in_and_arrives_where_they_wanted(office: Office) -> None:
    answer = office.sign_in("a.wisniewska", "/qms/tasks/?kind=late")
    assert (answer.status_code, answer.location) == (303, "/qms/tasks/?kind=late")
    assert "Anna Wiśniewska" in office.get("/qms/tasks/").text


def test_somebody_new_is_entered_with_name_and_address_and_no_roles(office: Office) -> None:
    office.sign_in("ext.auditor")
    assert "Ewa Gość" in office.get("/qms/tasks/").text
    module = office.app.extensions["intranet_qms"]
    with module.database.transaction(writes=False) as session:
        person = queries.person_by_host_id(session, "ext.auditor")
        assert person is not None
        assert (person.name, person.email) == ("Ewa Gość", "ewa@certyfikacja.test")
        assert person.grants == []


def test_the_question_carries_state_nonce_and_a_proof_of_its_asker(office: Office) -> None:
    asked = office.ask()
    for part in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"):
        assert part in asked
    assert "prompt=" not in asked


def test_a_word_that_answers_another_question_signs_nobody_in(office: Office) -> None:
    back = office.at_the_provider(office.ask(), "a.wisniewska")
    answer = office.come_back(re.sub(r"state=[^&]+", "state=another", back))
    assert answer.status_code == 401
    assert office.get("/qms/tasks/").status_code == 302


def test_a_word_that_came_to_another_browser_signs_nobody_in_here(office: Office) -> None:
    # Somebody sends a link with their own code, so that others work under their name.
    back = office.at_the_provider(office.ask(), "a.wisniewska")
    office.client = office.app.test_client()
    assert office.come_back(back).status_code == 401
    assert office.get("/qms/tasks/").status_code == 302


def test_who_declines_is_told_and_not_signed_in(office: Office) -> None:
    state = re.search(r"state=([^&]+)", office.ask())
    assert state
    answer = office.get(f"/sign-in/office/back?error=access_denied&state={state[1]}")
    assert answer.status_code == 401
    assert "sign-in/office" in answer.text  # the way to try again
    assert office.get("/qms/tasks/").status_code == 302


def test_a_stale_tab_changes_nothing_for_somebody_who_is_signed_in(office: Office) -> None:
    back = office.at_the_provider(office.ask(), "a.wisniewska")
    office.come_back(back)
    again = office.come_back(back)
    assert again.status_code == 302
    assert "Anna Wiśniewska" in office.get("/qms/tasks/").text


def test_the_next_person_at_the_same_computer_is_asked_who_they_are(office: Office) -> None:
    office.sign_in("a.wisniewska")
    office.client.post("/sign-out", base_url=office.origin)
    asked = office.ask()
    assert "prompt=login" in asked
    office.come_back(office.at_the_provider(asked, "j.zolc"))
    page = office.get("/qms/tasks/").text
    assert "Józef Żółć" in page
    assert "Anna" not in page


def test_a_disabled_person_is_refused_in_words(office: Office) -> None:
    module = office.app.extensions["intranet_qms"]
    with module.database.transaction() as session:
        person = queries.person_by_host_id(session, "j.zolc")
        assert person is not None
        person.active = False
    assert office.sign_in("j.zolc").status_code == 403
    assert office.get("/qms/tasks/").status_code == 302


def test_a_provider_that_is_away_is_said_to_be_away(office: Office) -> None:
    office.provider.stop()
    answer = office.get("/sign-in/office")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_provider_that_goes_away_in_the_middle_is_said_to_be_away(office: Office) -> None:
    back = office.at_the_provider(office.ask(), "a.wisniewska")
    office.provider.stop()
    assert office.come_back(back).status_code == 503
    assert office.get("/qms/tasks/").status_code == 302


def test_demo_people_are_not_offered_beside_a_provider(office: Office) -> None:
    door = office.get("/sign-in").text
    assert "Wiśniewska" not in door
    assert "/sign-in/office" in door
