"""A bad network between two real ends: a TCP proxy that breaks what the test tells it to.

Nothing of the traffic is changed: bytes pass, or they do not. A fault may be limited to
requests that contain given bytes (a path, for example) and to a number of times; it works on
the second request of a kept connection as well as on the first.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto

from tests.support.waiting import free_port, until

_CHUNK = 64 * 1024

_PORTAL_PAGE = (
    b"<!doctype html><html><head><title>Welcome to the guest network</title></head>"
    b"<body><h1>Accept the terms to go on</h1></body></html>"
)
_PORTAL_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(_PORTAL_PAGE), _PORTAL_PAGE)
)


class Kind(Enum):
    """What a fault does to one request."""

    CUT_REQUEST = auto()  # the server receives the first `after` bytes, then both ends are cut
    CUT_RESPONSE = auto()  # the client receives the first `after` bytes, then both ends are cut
    PORTAL = auto()  # a page with status 200 is answered; the server sees nothing
    SILENCE = auto()  # the server sees nothing and the client hears nothing


@dataclass
class Fault:
    """A fault waiting for requests; `seen` counts those that met it."""

    kind: Kind
    after: int
    containing: bytes
    times: int | None
    seen: int = 0


class FaultyProxy:
    """Passes connections on to a server on the loopback interface until told otherwise.

    Args:
        target_port: of the real server.
        port: to listen on; a free one when not given.
    """

    def __init__(self, target_port: int, port: int | None = None) -> None:
        self.target_port = target_port
        self.port = port or free_port()
        self.connections = 0
        self.bytes_up = 0
        self.bytes_down = 0
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._bytes_per_second: float | None = None
        self._delay = 0.0
        self._delayed = b""
        self._listener: socket.socket | None = None
        self._open: set[_Connection] = set()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    # -- faults ---------------------------------------------------------------------------

    def cut_request(self, after: int, *, containing: bytes = b"", times: int | None = 1) -> Fault:
        """The server gets `after` bytes of the request, then the connection is reset."""
        return self._add(Fault(Kind.CUT_REQUEST, after, containing, times))

    def cut_response(self, after: int, *, containing: bytes = b"", times: int | None = 1) -> Fault:
        """The client gets `after` bytes of the response, then the connection is reset."""
        return self._add(Fault(Kind.CUT_RESPONSE, after, containing, times))

    def swallow_response(self, *, containing: bytes = b"", times: int | None = 1) -> Fault:
        """The request passes whole and is answered; the client never hears the answer."""
        return self.cut_response(0, containing=containing, times=times)

    def captive_portal(self, *, containing: bytes = b"", times: int | None = None) -> Fault:
        """A guest network's page, with status 200, instead of the server's answer."""
        return self._add(Fault(Kind.PORTAL, 0, containing, times))

    def silence(self, *, containing: bytes = b"", times: int | None = None) -> Fault:
        """Nothing passes, nothing is refused: what a dead mobile connection looks like."""
        return self._add(Fault(Kind.SILENCE, 0, containing, times))

    def throttle(
        self, bytes_per_second: float | None, delay: float = 0.0, *, containing: bytes = b""
    ) -> None:
        """Slows both directions down.

        Args:
            bytes_per_second: in each direction; None: as fast as it goes.
            delay: seconds that each way takes, as on a line to far away: once for a request and
                once for its answer, however many pieces they come in.
            containing: only requests with these bytes are delayed, and their answers.
        """
        with self._lock:
            self._bytes_per_second = bytes_per_second
            self._delay = delay
            self._delayed = containing

    def offline(self) -> None:
        """Resets every connection and refuses new ones, until `online`."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.cut_all()

    def online(self) -> None:
        """Accepts connections again, on the same port."""
        if self._listener is None:
            self.start()

    def cut_all(self) -> None:
        """Resets every open connection; new ones are accepted."""
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            connection.reset()

    def heal(self) -> None:
        """Forgets all faults; connections that hang are reset."""
        with self._lock:
            self._faults.clear()
        self.throttle(None)
        with self._lock:
            hanging = [each for each in self._open if each.silent]
        for connection in hanging:
            connection.reset()
        self.online()

    def wait_for(self, fault: Fault, times: int = 1, within: float = 15.0) -> None:
        """Waits until a fault has been met so many times."""
        until(lambda: fault.seen >= times, within=within, what=f"{fault.kind.name} being met")

    # -- life -----------------------------------------------------------------------------

    def start(self) -> None:
        """Returns when it accepts connections."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def stop(self) -> None:
        """Refuses connections and resets those that are open."""
        self.offline()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            connection = _Connection(self, client)
            with self._lock:
                self.connections += 1
                self._open.add(connection)
            threading.Thread(target=connection.run, daemon=True).start()

    def _add(self, fault: Fault) -> Fault:
        with self._lock:
            self._faults.append(fault)
        return fault

    def fault_for(self, piece: bytes) -> Fault | None:
        """The fault that a piece of a request meets; counted as met."""
        with self._lock:
            for fault in self._faults:
                spent = fault.times is not None and fault.seen >= fault.times
                if not spent and fault.containing in piece:
                    fault.seen += 1
                    return fault
        return None

    def pace(self, count: int) -> float:
        """Seconds that `count` bytes take now."""
        with self._lock:
            rate = self._bytes_per_second
            return count / rate if rate else 0.0

    def delay_of(self, piece: bytes) -> float:
        """Seconds that a request which begins with this piece is on its way; so is its answer."""
        with self._lock:
            return self._delay if self._delayed in piece else 0.0

    def piece_size(self) -> int:
        """How many bytes to pass at a time, so that slowness is even."""
        with self._lock:
            rate = self._bytes_per_second
        return max(1, min(_CHUNK, int(rate / 10))) if rate else _CHUNK

    def count(self, *, up: int = 0, down: int = 0) -> None:
        """Adds to what has passed."""
        with self._lock:
            self.bytes_up += up
            self.bytes_down += down

    def forget(self, connection: _Connection) -> None:
        """Called by a connection that is over."""
        with self._lock:
            self._open.discard(connection)


class _Connection:
    """One client's connection and its twin to the server."""

    def __init__(self, proxy: FaultyProxy, client: socket.socket) -> None:
        self.proxy = proxy
        self.client = client
        self.server: socket.socket | None = None
        self.silent = False
        # Seconds that the request which passed last was on its way.
        self._delay = 0.0
        # Bytes that may still pass before the cut; None: no cut is planned.
        self._up_left: int | None = None
        self._down_left: int | None = None

    def run(self) -> None:
        try:
            self.server = socket.create_connection(("127.0.0.1", self.proxy.target_port), 10)
            self.server.settimeout(None)
        except OSError:
            self.reset()
            return
        threading.Thread(target=self._downwards, daemon=True).start()
        self._upwards()

    def _upwards(self) -> None:
        begins = True
        while True:
            begins = begins or not _is_there(self.client)
            piece = _read(self.client, self.proxy.piece_size())
            if not piece:
                break
            if self.silent:
                continue
            fault = self.proxy.fault_for(piece) if self._up_left is None else None
            if fault is not None:
                match fault.kind:
                    case Kind.PORTAL:
                        with contextlib.suppress(OSError):
                            self.client.sendall(_PORTAL_ANSWER)
                            self.client.shutdown(socket.SHUT_WR)
                        self.silent = True
                        continue
                    case Kind.SILENCE:
                        self.silent = True
                        continue
                    case Kind.CUT_REQUEST:
                        self._up_left = fault.after
                    case Kind.CUT_RESPONSE:
                        self._down_left = fault.after
            if self._up_left is not None:
                piece, self._up_left = piece[: self._up_left], max(0, self._up_left - len(piece))
            if begins:
                self._delay = self.proxy.delay_of(piece)
                time.sleep(self._delay)
            begins = False
            time.sleep(self.proxy.pace(len(piece)))
            if not _write(self.server, piece):
                break
            self.proxy.count(up=len(piece))
            if self._up_left == 0:
                self.reset()
                return
        self._end_gently(self.server)

    def _downwards(self) -> None:
        begins = True
        while True:
            begins = begins or not _is_there(self.server)
            piece = _read(self.server, self.proxy.piece_size())
            if not piece:
                break
            if self.silent:
                continue
            if self._down_left is not None:
                piece, self._down_left = (
                    piece[: self._down_left],
                    max(0, self._down_left - len(piece)),
                )
            # Decided now: the client may send what meets a fault before this loop goes on.
            is_last = self._down_left == 0
            time.sleep(self.proxy.pace(len(piece)) + (self._delay if begins else 0.0))
            begins = False
            if piece and not _write(self.client, piece):
                break
            self.proxy.count(down=len(piece))
            if is_last:
                self.reset()
                return
        if not self.silent:
            self._end_gently(self.client)
            self.proxy.forget(self)

    @staticmethod
    def _end_gently(end: socket.socket | None) -> None:
        if end is not None:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Both ends see the connection break, not end."""
        for end in (self.client, self.server):
            if end is None:
                continue
            with contextlib.suppress(OSError):
                # Lingering for no time turns the close into a reset.
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                # Wakes the thread that reads from it; a close alone would leave it waiting.
                end.shutdown(socket.SHUT_RD)
            end.close()
        self.proxy.forget(self)


def _is_there(end: socket.socket | None) -> bool:
    """Whether bytes wait already, so that they belong to those that have just passed."""
    try:
        return end is not None and bool(select.select([end], [], [], 0)[0])
    except (OSError, ValueError):
        return False


def _read(end: socket.socket | None, size: int) -> bytes:
    try:
        return end.recv(size) if end is not None else b""
    except OSError:
        return b""


def _write(end: socket.socket | None, piece: bytes) -> bool:
    try:
        if end is not None:
            end.sendall(piece)
    except OSError:
        return False
    return end is not None
