"""Raise a finding and change what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...numbering import next_in_year
from ...people import queries as people
from ...trail import services as trail
from ...workdays import next_working_day
from .. import notifications
from ..models import Finding, FindingNumber
from ..queries import classes as class_queries
from ..workflow import (
    HAS_DUE_DATE,
    FindingClass,
    FindingSource,
    FindingState,
)
from .requirement import cite, clause_number_of
from .wording import keep_terms

TEXTS = ("requirement", "statement", "evidence_text", "clause", "source_reference")
_LONGEST = {"clause": 60, "source_reference": 200}
LONGEST_TEXT = 20_000
_FACTS = (
    "finding_class", "unit_id", "owner_id", "due_on", "document_id", "paragraph_key",
    "revision_id", "cited_text", "clause_id",
)  # fmt: skip
AMENDABLE = frozenset({FindingState.OPEN, FindingState.ACCEPTED})
"""Afterwards the actions answer to the text, so it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What a finding says when it is raised.

    ``uuid`` is given by the phone that raised it; a desk leaves it out. ``unit_id`` is the unit
    that answers, ``owner_id`` who answers in it. ``class_code`` is the class by the office's own
    name, where it is another than ``finding_class``. ``source_reference`` is what it is called
    where it comes from. ``due_on`` is set where another body gave the day.
    """

    finding_class: FindingClass
    statement: str
    class_code: str = ""
    source_reference: str = ""
    clause_id: int | None = None
    revision_id: int | None = None
    cited_text: str = ""
    due_on: date | None = None
    requirement: str = ""
    evidence_text: str = ""
    clause: str = ""
    uuid: UUID | None = None
    source: FindingSource = FindingSource.AUDIT
    audit_id: int | None = None
    question_key: str | None = None
    unit_id: int | None = None
    owner_id: int | None = None
    document_id: int | None = None
    paragraph_key: str | None = None
    device_uuid: UUID | None = None


def raise_finding(
    session: Session,
    actor: Actor,
    clock: Clock,
    raised: Raised,
    *,
    today: date,
    due_days: int,
    tell_owner: bool = True,
) -> Finding:
    """Enter a finding under the next number of the year.

    Args:
        today: the day in the office.
        due_days: calendar days until the answer is due; a day off moves it to the next working
            day. Strengths and opportunities have no due date.
        tell_owner: whether the owner gets a mail now (an audit tells all at once at its end).

    Raises:
        Invalid: no statement, or a text that is too long.
    """
    values = {name: getattr(raised, name) for name in TEXTS}
    _check_texts(values)
    chosen = class_queries.class_named(session, raised.class_code or str(raised.finding_class))
    base = chosen.base if chosen is not None else raised.finding_class
    finding = Finding(
        uuid=raised.uuid or new_uuid(),
        number=f"U-{today.year}-{next_in_year(session, FindingNumber, today.year):03d}",
        finding_class=base,
        state=_first_state(base),
        closed_at=clock.now() if base == FindingClass.STRENGTH else None,
        clause_id=raised.clause_id,
        clause_number=clause_number_of(raised.clause),
        revision_id=raised.revision_id,
        cited_text=raised.cited_text,
        source=raised.source,
        audit_id=raised.audit_id,
        question_key=raised.question_key,
        unit_id=raised.unit_id,
        owner_id=raised.owner_id,
        document_id=raised.document_id,
        paragraph_key=raised.paragraph_key,
        device_uuid=raised.device_uuid,
        raised_by_id=actor.person_id or None,
        raised_by_name=actor.name,
        raised_at=clock.now(),
        due_on=raised.due_on or _due_on(base, chosen, today, due_days),
        actions=[],
        **values,
    )
    _take_class(finding, chosen)
    cite(session, finding)
    session.add(finding)
    session.flush()
    keep_terms(session, finding)
    trail.record(
        session,
        actor,
        clock,
        "findings.raise",
        "finding",
        finding.uuid,
        {"number": finding.number, "class": str(finding.finding_class)},
    )
    if tell_owner and finding.state == FindingState.OPEN:
        notifications.raised(session, clock, finding)
    return finding


def _due_on(
    base: FindingClass, chosen: class_queries.ClassChoice | None, today: date, due_days: int
) -> date | None:
    days: int | None = due_days if base in HAS_DUE_DATE else None
    if chosen is not None and chosen.due_days != class_queries.USUAL_DAYS:
        days = chosen.due_days
    return None if days is None else next_working_day(today + timedelta(days=days))


def _take_class(finding: Finding, chosen: class_queries.ClassChoice | None) -> None:
    """What the class asks for holds for the finding from now on, whatever the list says later."""
    setting = chosen.setting if chosen is not None else None
    finding.class_id = setting.id if setting is not None else None
    finding.own_class = setting
    finding.needs_action = chosen.needs_action if chosen is not None else None


def _first_state(finding_class: FindingClass) -> FindingState:
    """A strength is noted and done: nobody has to answer what was done well."""
    return FindingState.CLOSED if finding_class == FindingClass.STRENGTH else FindingState.OPEN


def _check_texts(values: Mapping[str, Any]) -> None:
    fields: dict[str, list[str]] = {}
    if "statement" in values and not str(values["statement"]).strip():
        fields["statement"] = [t("Say what was found.")]
    for name, value in values.items():
        if len(str(value)) > _LONGEST.get(name, LONGEST_TEXT):
            fields[name] = [t("This text is too long.")]
    if fields:
        raise Invalid(
            "findings.text_invalid",
            lazy("The finding cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )


def check_version(finding: Finding, seen_version: int | None) -> None:
    """Refuse to write over what the writer has not seen.

    Raises:
        Conflict: ``sync.finding_changed``; nothing is lost, the writer's text stays where it is.
    """
    if seen_version is not None and seen_version != finding.row_version:
        raise Conflict(
            "sync.finding_changed",
            lazy("Somebody else changed this finding meanwhile."),
            way_out=lazy("Open the finding again, compare, and enter your change anew."),
        )


def amend_finding(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    changes: Mapping[str, Any],
    *,
    seen_version: int | None,
    today: date,
    due_days: int,
) -> Finding:
    """Change texts, class, unit, owner or due date of a finding that is not yet being acted upon.

    Args:
        changes: any of ``requirement``, ``statement``, ``evidence_text``, ``clause``,
            ``finding_class``, ``class_code``, ``unit_id``, ``owner_id``, ``due_on``, ``document_id``,
            ``paragraph_key``, ``revision_id``, ``cited_text``, ``clause_id``.
        seen_version: the version that the writer saw.

    Raises:
        Conflict: changed meanwhile, or too late to change.
        Forbidden: it would be about a unit about which the actor enters nothing.
        Invalid: a text that cannot be.
    """
    check_version(finding, seen_version)
    was_strength = finding.finding_class == FindingClass.STRENGTH
    if finding.state not in AMENDABLE and not was_strength:
        raise Conflict(
            "findings.not_amendable",
            lazy("Actions answer to this finding already; its text stays as it is."),
            way_out=lazy("Withdraw the finding with a reason, or write a new one."),
        )
    unknown = set(changes) - {*TEXTS, *_FACTS, "class_code"}
    if unknown:
        raise ValueError(f"not a field of a finding: {sorted(unknown)}")
    _check_texts({name: value for name, value in changes.items() if name in TEXTS})
    changes = dict(changes)
    if changes.get("unit_id") not in (None, finding.unit_id):
        # Whoever may not enter it about another unit does not carry it over there either.
        for unit in people.units_by_ids(session, [changes["unit_id"]]):
            access.require(actor, "findings.raise", unit)
    code = str(changes.pop("class_code", "") or changes.get("finding_class", ""))
    chosen = class_queries.class_named(session, code) if code else None
    if chosen is not None:
        changes["finding_class"] = chosen.base
        changes["class_id"] = chosen.setting.id if chosen.setting is not None else None
    if "clause" in changes:
        changes["clause_number"] = clause_number_of(str(changes["clause"]))
    before = {name: getattr(finding, name) for name in changes}
    for name, value in changes.items():
        setattr(finding, name, value)
    if chosen is not None:
        _take_class(finding, chosen)
    if {"document_id", "paragraph_key"} & set(changes):
        finding.revision_id, finding.cited_text = None, ""
        cite(session, finding)
    is_strength = finding.finding_class == FindingClass.STRENGTH
    if was_strength != is_strength:
        finding.state = _first_state(finding.finding_class)
        finding.closed_at = clock.now() if is_strength else None
    if "finding_class" in changes or finding.due_on is None:
        usual = _due_on(FindingClass(finding.finding_class), chosen, today, due_days)
        if usual is None:
            finding.due_on = None
        elif finding.due_on is None:
            finding.due_on = usual
    session.flush()
    keep_terms(session, finding)
    changed = sorted(name for name in changes if before[name] != getattr(finding, name))
    if changed:
        trail.record(
            session,
            actor,
            clock,
            "findings.amend",
            "finding",
            finding.uuid,
            {"changed": changed},
        )
    if "owner_id" in changed and finding.state in AMENDABLE:
        notifications.raised(session, clock, finding)
    return finding
