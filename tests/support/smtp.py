"""A real SMTP server that does to a message what the test says."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum, auto
from typing import Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.waiting import free_port, until


class Reaction(Enum):
    """What the server does when the text of a message has arrived."""

    ACCEPT = auto()  # keeps it and says 250
    TRY_LATER = auto()  # 451, nothing kept
    REFUSE = auto()  # 550, nothing kept
    HANG = auto()  # says nothing until `release` or `stop`, nothing kept
    HANG_UP = auto()  # keeps it and cuts the connection before saying so


@dataclass(frozen=True)
class Received:
    """One message that was kept."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes = field(repr=False)

    @property
    def subject(self) -> str:
        """Its subject, decoded."""
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        """Its Message-ID, as sent."""
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """Its plain text, with lines ended as in Python."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """Its HTML, empty when it has none."""
        return self._body("html")

    def _body(self, kind: Literal["plain", "html"]) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""


class SmtpServer:
    """One server in a thread, on a loopback port; `stop` and `start` again make it "down".

    `react` is the reaction to messages to come; `react_to` overrides it for one recipient.
    """

    def __init__(self, port: int | None = None) -> None:
        self.host = "127.0.0.1"
        self.port = port or free_port()
        self.react = Reaction.ACCEPT
        self.react_to: dict[str, Reaction] = {}
        self.attempts = 0
        self._messages: list[Received] = []
        self._lock = threading.Lock()
        self._controller: Controller | None = None
        self._release: asyncio.Event | None = None

    @property
    def messages(self) -> list[Received]:
        """What was kept so far, in the order of arrival."""
        with self._lock:
            return list(self._messages)

    def forget(self) -> None:
        """Forgets what was kept and reacts ordinarily again."""
        with self._lock:
            self._messages.clear()
        self.attempts = 0
        self.react = Reaction.ACCEPT
        self.react_to.clear()
        self.release()

    def wait_for(self, count: int = 1, within: float = 10.0) -> list[Received]:
        """Waits until at least `count` messages were kept; returns all of them."""
        until(lambda: len(self.messages) >= count, within=within, what=f"{count} messages")
        return self.messages

    def wait_where(
        self, wanted: Callable[[Received], bool], within: float = 10.0, what: str = "the message"
    ) -> Received:
        """Waits for a message of which `wanted` is true; returns the first."""
        return until(
            lambda: next((each for each in self.messages if wanted(each)), None),
            within=within,
            what=what,
        )  # type: ignore[return-value]

    def start(self) -> None:
        """Returns when it accepts connections."""
        # The address is one of a range that means "nowhere": the default handler is never used.
        self._controller = Controller(
            self, hostname=self.host, port=self.port, server_hostname="mail.test", ready_timeout=10
        )
        self._controller.start()
        self._release = None

    def stop(self) -> None:
        """Ends it and its connections; connecting is then refused."""
        controller, self._controller = self._controller, None
        if controller is None:
            return
        self.release(controller)
        controller.stop()

    def release(self, controller: Controller | None = None) -> None:
        """Ends the hanging of every message that hangs now (they are answered with 451)."""
        controller = controller or self._controller
        if controller is not None and self._release is not None:
            release, self._release = self._release, None
            controller.loop.call_soon_threadsafe(release.set)

    async def handle_DATA(  # noqa: N802  the name that aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Called by aiosmtpd for every message."""
        del session
        self.attempts += 1
        recipients = tuple(envelope.rcpt_tos)
        reaction = next(
            (self.react_to[each] for each in recipients if each in self.react_to), self.react
        )
        match reaction:
            case Reaction.TRY_LATER:
                return "451 4.3.0 try again later"
            case Reaction.REFUSE:
                return "550 5.7.1 refused"
            case Reaction.HANG:
                if self._release is None:
                    self._release = asyncio.Event()
                await self._release.wait()
                return "451 4.4.2 that took too long"
        raw = envelope.original_content or b""
        message = email.message_from_bytes(raw, policy=email.policy.default)
        with self._lock:
            self._messages.append(Received(str(envelope.mail_from), recipients, message, raw))
        if reaction is Reaction.HANG_UP:
            if isinstance(server.transport, asyncio.Transport):
                server.transport.abort()
            return "421 gone"
        return "250 OK"
