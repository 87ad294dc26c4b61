"""The module lives where the host puts it: under another prefix, below a folder, behind a proxy."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import make_server
from werkzeug.test import Client

from tests.host.conftest import WithModule, come_in, flask
from tests.host.example.intranet import Intranet
from tests.host.example.quality import add_quality
from tests.support.chromium import Problems


def _addresses(page: str) -> set[str]:
    """Every address of this site that the page names, without what follows a `?`."""
    found = re.findall(r'(?:href|src|action)="(/[^"?#]*)', page)
    return {each for each in found if not each.startswith("//")}


def test_every_address_follows_the_prefix_that_the_host_chose(
    tmp_path: Path, shared_url: str
) -> None:
    intranet = Intranet(shared_url)
    intranet.app.config["QMS_URL_PREFIX"] = "/dla-urzednika/jakosc"
    add_quality(intranet.app, tmp_path / "quality", shared_url)
    intranet.make_tables()
    flask(intranet.app, "qms", "db", "upgrade")
    client = come_in(intranet)
    answer = client.get("/dla-urzednika/jakosc/tasks/")
    assert answer.status_code == 200
    assert client.get("/qms/tasks/").status_code == 404
    named = _addresses(answer.text)
    assert named > {"/static/intranet.css"}
    assert {a for a in named if not a.startswith(("/dla-urzednika/jakosc/", "/static/"))} == set()
    for address in named:
        assert client.get(address).status_code in {200, 302}, address


def test_every_address_follows_the_folder_below_which_the_host_is_mounted(
    intranet: WithModule,
) -> None:
    def elsewhere(_environ: object, start: Callable[..., object]) -> list[bytes]:
        start("404 Not Found", [])
        return [b"elsewhere"]

    client = Client(DispatcherMiddleware(elsewhere, {"/intranet": intranet.app}))
    client.post("/intranet/come-in", data={"login": "e.kot", "password": "sierpień"})
    answer = client.get("/intranet/qms/tasks/")
    assert answer.status_code == 200
    assert {a for a in _addresses(answer.text) if not a.startswith("/intranet/")} == set()
    for address in _addresses(answer.text):
        assert client.get(address).status_code in {200, 302}, address


def test_behind_a_proxy_writes_of_the_public_address_are_taken_and_others_refused(
    intranet: WithModule,
) -> None:
    intranet.app.wsgi_app = ProxyFix(intranet.app.wsgi_app, x_host=1, x_proto=1)  # type: ignore[method-assign]
    client = come_in(intranet)
    proxy = {"X-Forwarded-Host": "intranet.dolina.pl", "X-Forwarded-Proto": "https"}

    def write(origin: str) -> int:
        headers = {**proxy, "Origin": origin}
        return client.post("/qms/language", data={"locale": "en"}, headers=headers).status_code

    assert write("https://intranet.dolina.pl") < 400
    assert write("https://elsewhere.example") == 403


@pytest.fixture
def served(intranet: WithModule) -> Iterator[str]:
    """The intranet on a loopback port, for a real browser."""
    server = make_server("127.0.0.1", 0, _without_errors_hidden(intranet.app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def _without_errors_hidden(app: Flask) -> Flask:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.mark.browser
def test_in_a_browser_the_page_is_the_hosts_around_and_the_modules_inside(
    served: str, open_desktop: Callable[..., BrowserContext]
) -> None:
    context = open_desktop(base_url=served)
    problems = Problems()
    problems.watch(context)
    page = context.new_page()
    page.goto("/qms/tasks/")
    page.get_by_label("Login").fill("m.gorski")
    page.get_by_label("Hasło").fill("lipiec")
    page.get_by_role("button", name="Wejdź").click()

    expect(page.locator("#bar")).to_have_text("intranet says hello, Marek Górski")
    expect(page.locator("#bar")).to_have_css("background-color", "rgb(120, 0, 60)")
    heading = page.locator(".qms h1")
    expect(heading).to_have_count(1)
    expect(heading).to_have_css("font-family", re.compile("Lato"))
    # What surrounds the module keeps the host's type, size and ground.
    expect(page.locator("#foot")).to_have_css("font-family", "serif")
    expect(page.locator("#foot")).to_have_css("font-size", "17px")
    expect(page.locator("body")).to_have_css("background-color", "rgb(250, 245, 230)")
    # The host's accent, set by one custom property, reaches the module.
    accent = page.locator(".qms").evaluate(
        "element => getComputedStyle(element).getPropertyValue('--qms-given').trim()"
    )
    assert accent == "rgb(120, 0, 60)"
    assert problems == []
