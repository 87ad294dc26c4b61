"""A bad network: every fault does what its name says, to real HTTP between real ends."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.support.proxy import FaultyProxy
from tests.support.waiting import until


class _Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent, and remembers it."""

    protocol_version = "HTTP/1.1"
    received: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return
        self.received.append((self.path, body))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _QuietServer(ThreadingHTTPServer):
    """Connections are cut on purpose here; that is nothing to print."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class Echo:
    """The server behind the proxy."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        handler = type("Handler", (_Echo,), {"received": self.received})
        self.server = _QuietServer(("127.0.0.1", 0), handler)
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def echo() -> Iterator[Echo]:
    echo = Echo()
    yield echo
    echo.server.shutdown()
    echo.server.server_close()


@pytest.fixture
def proxy(echo: Echo, proxy_to: Callable[[int], FaultyProxy]) -> FaultyProxy:
    return proxy_to(echo.port)


@pytest.fixture
def client() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


_BODY = b"x" * 200_000


def test_a_healthy_network_changes_nothing(proxy: FaultyProxy, client: requests.Session) -> None:
    for _ in range(3):
        assert client.post(f"{proxy.url}/push", _BODY, timeout=5).content == _BODY
    assert proxy.connections == 1


@pytest.mark.parametrize("after", [0, 1, 100, 100_000])
def test_a_request_is_cut_after_so_many_bytes(
    proxy: FaultyProxy, echo: Echo, client: requests.Session, after: int
) -> None:
    fault = proxy.cut_request(after)
    with pytest.raises(requests.ConnectionError):
        client.post(f"{proxy.url}/push", _BODY, timeout=5)
    assert fault.seen == 1
    assert proxy.bytes_up == after
    assert echo.received == []
    assert client.post(f"{proxy.url}/push", _BODY, timeout=5).content == _BODY


def test_a_response_is_swallowed_after_the_request_had_its_effect(
    proxy: FaultyProxy, echo: Echo, client: requests.Session
) -> None:
    proxy.swallow_response()
    with pytest.raises(requests.ConnectionError):
        client.post(f"{proxy.url}/push", b"once", timeout=5)
    assert echo.received == [("/push", b"once")]
    assert proxy.bytes_down == 0


def test_a_response_is_cut_in_the_middle(proxy: FaultyProxy, client: requests.Session) -> None:
    proxy.cut_response(5000)
    with pytest.raises(requests.RequestException):
        client.post(f"{proxy.url}/push", _BODY, timeout=5)
    assert proxy.bytes_down == 5000


def test_a_fault_can_wait_for_its_request_on_a_kept_connection(
    proxy: FaultyProxy, echo: Echo, client: requests.Session
) -> None:
    fault = proxy.swallow_response(containing=b"POST /push ")
    assert client.post(f"{proxy.url}/other", b"1", timeout=5).content == b"1"
    with pytest.raises(requests.ConnectionError):
        client.post(f"{proxy.url}/push", b"2", timeout=5)
    proxy.wait_for(fault)
    assert proxy.connections == 1
    assert [path for path, _ in echo.received] == ["/other", "/push"]


def test_a_captive_portal_answers_instead_of_the_server(
    proxy: FaultyProxy, echo: Echo, client: requests.Session
) -> None:
    proxy.captive_portal()
    answer = client.post(f"{proxy.url}/push", b"1", timeout=5)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "guest network" in answer.text
    assert echo.received == []

    proxy.heal()
    assert client.post(f"{proxy.url}/push", b"1", timeout=5).content == b"1"


def test_silence_ends_with_the_patience_of_the_client(
    proxy: FaultyProxy, echo: Echo, client: requests.Session
) -> None:
    proxy.silence()
    with pytest.raises(requests.ReadTimeout):
        client.post(f"{proxy.url}/push", b"1", timeout=0.3)
    assert echo.received == []


def test_a_slow_network_takes_its_time(proxy: FaultyProxy, client: requests.Session) -> None:
    proxy.throttle(bytes_per_second=20_000)
    begun = time.monotonic()
    client.post(f"{proxy.url}/push", b"x" * 4_000, timeout=10)
    # 4,000 bytes each way, at 20,000 bytes a second.
    assert 0.35 < time.monotonic() - begun < 2


def test_delay_is_added_to_every_piece(proxy: FaultyProxy, client: requests.Session) -> None:
    proxy.throttle(None, delay=0.2)
    begun = time.monotonic()
    client.post(f"{proxy.url}/push", b"1", timeout=10)
    assert time.monotonic() - begun > 0.4


def test_offline_refuses_until_it_is_online(proxy: FaultyProxy, client: requests.Session) -> None:
    client.post(f"{proxy.url}/push", b"1", timeout=5)
    proxy.offline()
    with pytest.raises(requests.ConnectionError):
        client.post(f"{proxy.url}/push", b"1", timeout=5)
    proxy.online()
    assert client.post(f"{proxy.url}/push", b"1", timeout=5).ok


def test_offline_breaks_what_is_under_way(proxy: FaultyProxy, client: requests.Session) -> None:
    fault = proxy.silence()
    failures: list[Exception] = []

    def send() -> None:
        try:
            client.post(f"{proxy.url}/push", b"1", timeout=30)
        except requests.ConnectionError as error:
            failures.append(error)

    sender = threading.Thread(target=send)
    sender.start()
    proxy.wait_for(fault)
    proxy.offline()
    until(lambda: failures, within=5, what="the broken connection")
    sender.join()
