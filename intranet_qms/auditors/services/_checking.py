"""What the verbs share: whose person it is, and how a form that is not right is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ...errors import Invalid
from ...i18n import lazy, t
from ...people import queries as people
from ..models import Auditor
from ..permissions import Whose

LONGEST = 5_000


def refuse(fields: Mapping[str, list[str]]) -> None:
    """Raise Invalid where something is wrong."""
    if fields:
        raise Invalid(
            "auditors.invalid",
            lazy("This cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )


def too_long(text: str, limit: int) -> list[str]:
    """The message about a text that is too long, or nothing."""
    return [t("This text is too long.")] if len(text) > limit else []


def whose(session: Session, person: Any) -> Whose:
    """A person with everybody who leads them."""
    return Whose(person.id, people.head_ids_of(session, person))


def entry_of(session: Session, person_id: int) -> Auditor:
    """Somebody's entry in the register, made when it is not there."""
    found = session.query(Auditor).filter(Auditor.person_id == person_id).one_or_none()
    if found is None:
        found = Auditor(person_id=person_id)
        session.add(found)
        session.flush()
    return found
