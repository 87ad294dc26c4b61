"""A phone on a real network: it keeps its queue until it has a receipt for everything."""

from __future__ import annotations

import http.client
import json
import urllib.parse
import uuid
from collections.abc import Sequence
from typing import Any

from tests.factories.sync import BASE, answer, frame

Mutation = dict[str, Any]


class NoAnswerError(Exception):
    """Nothing came that is an answer of this server (step 1.2)."""


class WirePhone:
    """Speaks HTTP to a port, as the person whose cookie it carries.

    Args:
        port: of the server, for signing in.
        through: port that everything else goes through, such as a bad network's.
    """

    def __init__(self, port: int, person: str, *, through: int | None = None) -> None:
        self.port = through or port
        self.device = uuid.uuid4()
        self.queue: list[Mutation] = []
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self._next = 1
        self.cookie = self._sign_in(port, person)

    def _sign_in(self, port: int, person: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request(
            "POST",
            "/sign-in",
            urllib.parse.urlencode({"username": person}),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Sec-Fetch-Site": "same-origin",
            },
        )
        answered = connection.getresponse()
        cookies = answered.headers.get_all("Set-Cookie") or []
        assert answered.status in {302, 303}, answered.read()
        connection.close()
        return "; ".join(cookie.split(";")[0] for cookie in cookies)

    def record(self, value: Any = "conforming", **how: Any) -> Mutation:
        """Answer a question without a network."""
        mutation = answer(uuid.uuid4(), self._next, value, **how)
        self._next += 1
        self.queue.append(mutation)
        return mutation

    def request_bytes(self, mutations: Sequence[Mutation]) -> tuple[bytes, int]:
        """The whole request of a push, and where its body begins."""
        body = json.dumps(frame(mutations, self.device)).encode()
        head = (
            f"POST {BASE}push HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookie}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nSec-Fetch-Site: same-origin\r\n"
            "Connection: close\r\n\r\n"
        ).encode()
        return head + body, len(head)

    def ask(
        self, method: str, path: str, body: bytes | None = None, timeout: float = 10, **more: str
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        """One request. Raises NoAnswerError for everything that is no answer of this server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {
            "Cookie": self.cookie,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json",
            **more,
        }
        try:
            connection.request(method, BASE + path, body, headers)
            answered = connection.getresponse()
            told = json.loads(answered.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswerError(str(error)) from error
        finally:
            connection.close()
        if answered.headers.get_content_type() != "application/json" or (
            told.get("service") != "intranet-qms"
        ):
            raise NoAnswerError("another service answered")
        return answered.status, dict(answered.headers), told

    def push(self, limit: int = 500, timeout: float = 10) -> int:
        """Send the queue's beginning; what has a receipt leaves it. Returns the status.

        Raises:
            NoAnswerError: the queue stays as it is.
        """
        mutations = self.queue[:limit]
        body = json.dumps(frame(mutations, self.device)).encode()
        status, _, told = self.ask("POST", "push", body, timeout)
        if status == 200:
            for receipt in told["receipts"]:
                self.acknowledged[receipt["id"]] = receipt
            self.queue = [one for one in self.queue if one["id"] not in self.acknowledged]
        return status
