"""The web server of the one-process installation, and how it comes to its end.

Waitress on its own drops requests that have begun when it is asked to stop. Here it is asked
politely: no new connections, what has begun comes to its end, and only then the process ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

ANSWERING_SECONDS = 20.0
"""How long requests that are being answered may take after the stop was asked for."""
ARRIVING_SECONDS = 3.0
"""How long a request may take to arrive whole: a slow sender must not hold the stop."""
LOOK_SECONDS = 0.2
CONNECTIONS = 900
"""Open at once; a process may have a thousand files open, the database's among them."""
HEAD_SECONDS = 15.0
"""How long the head of a request may take to arrive: a browser sends it at once."""
SLOWEST_BODY = 500
"""Bytes a second, on average, below which a body is not waited for. The worst line of a phone that
counts has six times that."""
BODY_GRACE_SECONDS = 30.0
"""For so long a body may rest before its speed is looked at."""


class WebServer:
    """Serves ``app`` on one address until told to stop.

    Args:
        host: name or address to listen on.
        port: TCP port.
        request_bytes: a longer request is refused before the application sees it.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """

    def __init__(self, app: Flask, host: str, port: int, *, request_bytes: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._began: dict[int, tuple[Any, float]] = {}
        self._looked = 0.0
        self._server = create_server(
            app,
            map=self._sockets,
            host=host,
            port=port,
            threads=8,
            ident=None,
            channel_timeout=60,
            connection_limit=CONNECTIONS,
            cleanup_interval=10,
            asyncore_use_poll=True,
            max_request_body_size=request_bytes,
            # What a proxy says about the browser is read by ProxyFix when PROXIES is set, and
            # by nothing otherwise; the demo sign-in must see that there is one.
            clear_untrusted_proxy_headers=False,
        )

    def serve(self, stopping: Callable[[], bool]) -> None:
        """Answer requests until ``stopping()``."""
        while not stopping():
            self._turn()
            self._drop_slow(time.monotonic())

    def close(self) -> bool:
        """Take no new connections, and finish what has begun.

        Returns:
            Whether everything was finished; False when the patience ran out.
        """
        for listener in [each for each in self._sockets.values() if each.accepting]:
            wasyncore.dispatcher.close(listener)
        begun = time.monotonic()
        while self._unfinished(time.monotonic() - begun):
            self._turn()
        finished = not any(map(_is_answering, self._channels()))
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)
        wasyncore.close_all(self._sockets, ignore_all=True)
        return finished

    def _unfinished(self, seconds: float) -> bool:
        if seconds < ANSWERING_SECONDS and any(map(_is_answering, self._channels())):
            return True
        return seconds < ARRIVING_SECONDS and any(map(_is_arriving, self._channels()))

    def _channels(self) -> list[HTTPChannel]:
        return [each for each in self._sockets.values() if isinstance(each, HTTPChannel)]

    def _drop_slow(self, now: float) -> None:
        """Close connections whose request trickles in: no number of them may keep others out.

        They take no thread, since a request is handed to one when it is whole; but each takes a
        place among the connections.
        """
        if now - self._looked < 1.0:
            return
        self._looked = now
        began: dict[int, tuple[Any, float]] = {}
        for channel in self._channels():
            parser = channel.request
            if parser is None:
                continue
            known, since = self._began.get(id(channel), (None, now))
            since = since if known is parser else now
            if _is_too_slow(parser, now - since):
                channel.handle_close()
            else:
                began[id(channel)] = (parser, since)
        self._began = began

    def _turn(self) -> None:
        wasyncore.loop(timeout=LOOK_SECONDS, use_poll=True, map=self._sockets, count=1)


def _is_too_slow(parser: Any, seconds: float) -> bool:
    """Whether what has arrived of a request within so many seconds is too little."""
    if not parser.headers_finished:
        return seconds > HEAD_SECONDS
    if seconds <= BODY_GRACE_SECONDS:
        return False
    return bool(len(parser.body_rcv or b"") < SLOWEST_BODY * seconds)


def _is_answering(channel: HTTPChannel) -> bool:
    return bool(channel.requests) or channel.total_outbufs_len > 0


def _is_arriving(channel: HTTPChannel) -> bool:
    return channel.request is not None
