"""Row 61: a sign-in that is guessed, connections that trickle: both are limited, others are served."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from intranet_qms.guests.workflow import CODE_TRIES, CODES_AN_HOUR, WRONG_A_DAY
from intranet_qms.standalone import serving
from intranet_qms.standalone.serving import WebServer
from tests.guests.test_guests import _code, _come_in, _grant, _link
from tests.support.host import Host
from tests.support.waiting import until


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


def test_a_code_that_is_guessed_dies_and_another_guest_comes_in(host: Host) -> None:
    attacked, other = _grant(host), _grant(host)
    link = _link(host, attacked)
    host.sign_out()
    client = host.client()
    client.post(link)
    code = _code(host, attacked)
    for _ in range(CODE_TRIES):
        assert client.post(f"{link}/code", data={"code": _wrong(code)}).status_code == 422
    # The right one comes too late, from any browser.
    assert host.client().post(f"{link}/code", data={"code": code}).status_code == 422
    assert _come_in(host, other).get("/qms/guest/").status_code == 200


def test_guessing_on_locks_the_link_until_the_office_sends_another(host: Host) -> None:
    grant = _grant(host)
    link = _link(host, grant)
    host.sign_out()
    client = host.client()
    answers: list[int] = []
    for _ in range(WRONG_A_DAY // CODE_TRIES):
        client.post(link)
        code = _code(host, grant)
        answers = [
            client.post(f"{link}/code", data={"code": _wrong(code)}).status_code
            for _ in range(CODE_TRIES)
        ]
    assert answers[-1] == 422
    assert client.get(link).status_code == 404
    host.sign_in("j.lisowska", "Joanna Lisowska")
    assert "Zablokowano" in host.client().get(f"/qms/guests/{grant}").text
    host.client().post(f"/qms/guests/{grant}", data={"act": "link"})
    # The codes of this hour are used up; a link alone does not take that limit off.
    host.clock.advance(hours=1, minutes=1)  # type: ignore[attr-defined]
    assert _come_in(host, grant).get("/qms/guest/").status_code == 200


def test_codes_are_not_mailed_without_end(host: Host) -> None:
    grant = _grant(host)
    link = _link(host, grant)
    host.sign_out()
    client = host.client()
    for _ in range(CODES_AN_HOUR):
        assert client.post(link).status_code == 200
    refused = client.post(link)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_links_are_guessed_at_most_twenty_times_from_one_address(host: Host) -> None:
    link = _link(host, _grant(host))
    host.sign_out()
    client = host.client()
    answers = [client.get(f"/qms/guest/enter/{'x' * 43}").status_code for _ in range(25)]
    assert answers == [404] * 20 + [429] * 5
    # Who has a link that holds is served, from that address too.
    assert client.get(link).status_code == 200
    elsewhere = client.get(f"/qms/guest/enter/{'x' * 43}", environ_base={"REMOTE_ADDR": "10.9.8.7"})
    assert elsewhere.status_code == 404


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The web server of the one-process installation, on a free port, with short patience."""
    monkeypatch.setattr(serving, "HEAD_SECONDS", 1.0)
    app = Flask("slow")
    app.add_url_rule("/", "hello", lambda: "hello")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = WebServer(app, "127.0.0.1", port, request_bytes=1_000_000)
    stop = threading.Event()
    thread = threading.Thread(target=server.serve, args=(stop.is_set,), daemon=True)
    thread.start()
    yield port
    stop.set()
    thread.join(5)
    server.close()


def _ask(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
        return answer


def _is_closed(connection: Any) -> bool:
    connection.setblocking(False)
    try:
        return bool(connection.recv(1) == b"")
    except BlockingIOError:
        return False
    except OSError:
        return True


@pytest.mark.faults
def test_connections_that_trickle_keep_nobody_out_and_are_closed(served: int) -> None:
    # More than the server's threads, and more than it takes by default.
    slow = [socket.create_connection(("127.0.0.1", served), timeout=5) for _ in range(150)]
    try:
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert b"hello" in _ask(served)

        def all_closed() -> bool:
            for one in slow:
                # Something arrives all the time, so that no rest ends the connection.
                with suppress(OSError):
                    one.send(b"a")
            return all(_is_closed(one) for one in slow)

        until(all_closed, within=15, what="the slow connections are closed")
        assert b"hello" in _ask(served)
    finally:
        for one in slow:
            one.close()


def test_a_slow_phone_is_not_taken_for_an_attack() -> None:
    class Body(bytes):
        pass

    class Parser:
        headers_finished = True
        body_rcv = Body(b"x" * 3_000 * 60)

    # 3 kB a second, as over the worst line that counts; and a body that has rested.
    assert not serving._is_too_slow(Parser(), 60)
    Parser.body_rcv = Body(b"x" * 1_000)
    assert not serving._is_too_slow(Parser(), 20)
    assert serving._is_too_slow(Parser(), 60)
