"""What the module needs from its host, as protocols, and who acts: the Actor.

A host passes its own objects to ``QMS(...)``; the defaults are in ``adapters``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class HostUser:
    """A person as the host knows them.

    ``id`` is the host's own identifier, kept as text. ``email`` may be missing.
    ``active`` False refuses everything at once, with the work kept.
    """

    id: str
    name: str
    email: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something: the one argument that every business verb takes.

    ``roles`` are the person's roles in the quality management system, ``unit_ids`` the units they
    belong to, ``headed_unit_ids`` those they lead. ``covers_person_ids`` are the people whom they
    deputise for today. ``source`` says by which door they came: ``web``, ``device:<uuid>``,
    ``task`` or ``cli``. ``vouched_by`` is set where somebody with the right takes over work that its
    author may no longer hand in: the author stays the author, the other answers for the right.
    """

    person_id: int
    host_id: str
    name: str
    email: str | None = None
    roles: frozenset[str] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    headed_unit_ids: frozenset[int] = frozenset()
    covers_person_ids: frozenset[int] = frozenset()
    locale: str = "pl"
    source: str = "web"
    address: str | None = field(default=None, compare=False)
    vouched_by: Actor | None = None
    proved_at: datetime | None = field(default=None, compare=False)
    """When they last proved who they are, where the host tells (``Reauthentication``)."""
    must_prove: bool = field(default=False, compare=False)
    """Whether the host can ask for such a proof, so that signing needs a fresh one."""

    def has_role(self, *roles: str) -> bool:
        """Whether the actor has at least one of ``roles``."""
        return not self.roles.isdisjoint(roles)

    def is_person(self, person_id: int | None) -> bool:
        """Whether the actor is that person, or deputises for them today."""
        return person_id is not None and (
            person_id == self.person_id or person_id in self.covers_person_ids
        )


SYSTEM = Actor(person_id=0, host_id="system", name="system", source="task")
"""The worker, when nobody in particular acts."""


class UserSource(Protocol):
    """Tells who is signed in to the host."""

    def current(self) -> HostUser | None:
        """The person of the current request, or None."""
        ...

    def sign_in_url(self, next_url: str) -> str:
        """Where to send somebody who must sign in, to come back to ``next_url``."""
        ...

    def fresh(self) -> bool:
        """Whether the person proved who they are recently (not by a remembered cookie)."""
        ...


@runtime_checkable
class Reauthentication(Protocol):
    """Optional part of a ``UserSource``: asks somebody who is signed in to prove it anew.

    Where the host's user source has it, approving and withdrawing need a proof that is at most
    five minutes old. A host without it decides by its sign-in alone.
    """

    def proved_at(self) -> datetime | None:
        """When the person of the current request last proved who they are in this session, by a
        password, a card or a fresh sign-in at the provider; None if it cannot be told."""
        ...

    def reauthenticate_url(self, next_url: str) -> str:
        """Where to send them for it, to come back to ``next_url``. The person who comes back must
        be the same."""
        ...


class MailTransport(Protocol):
    """Hands over one message.

    Raises:
        MailRefused: the server will never take it (5xx).
        MailDelayed: try later (4xx, no connection, timeout).
    """

    def send(self, message: EmailMessage) -> None: ...


class MailRefused(Exception):
    """The mail server refused the message for good."""


class MailDelayed(Exception):
    """The mail server could not be reached or asked to try later."""


class FileStore(Protocol):
    """Keeps bytes by key. Keys are made by this module, never by people."""

    def put(self, key: str, data: bytes) -> None:
        """Store ``data`` whole or not at all."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes of ``key``. Raises FileNotFoundError."""
        ...

    def stream(self, key: str) -> Iterator[bytes]:
        """The bytes of ``key`` in pieces. Raises FileNotFoundError."""
        ...

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Remove ``key``; a key that is not there is no error."""
        ...

    def list(self, prefix: str, *, older_than: datetime | None = None) -> Iterator[str]:
        """Keys below ``prefix`` in no particular order, all or those last written before a moment."""
        ...


class Clock(Protocol):
    """The only source of the present moment."""

    def now(self) -> datetime:
        """An aware datetime in UTC."""
        ...
