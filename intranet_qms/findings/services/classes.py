"""The list of classes, kept by the representative."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from ..models import Finding, FindingClassSetting
from ..queries.classes import MARKS, TONES
from ..workflow import FindingClass

_CODE = re.compile(r"[a-z][a-z0-9_]{1,19}")
_MOST_DAYS = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFields:
    """A class as the representative enters it. ``due_days`` None: nobody answers by a day."""

    code: str
    base: str
    name_pl: str
    name_en: str
    needs_action: bool
    due_days: int | None
    tone: str
    shape: str


def save_class(
    session: Session,
    actor: Actor,
    clock: Clock,
    fields: ClassFields,
    *,
    seen_version: int | None = None,
) -> FindingClassSetting:
    """Add a class, or change the one of this code. Findings keep what the class asked for when
    they were raised; the name is the new one.

    Raises:
        Invalid: ``fields`` says what cannot be.
        Conflict: somebody else changed it meanwhile.
    """
    access.require(actor, "findings.classes")
    problems = _problems(fields)
    if problems:
        raise Invalid(
            "findings.class_invalid",
            lazy("The class cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=problems,
        )
    row = session.scalars(
        select(FindingClassSetting).where(FindingClassSetting.code == fields.code)
    ).one_or_none()
    is_new = row is None
    if row is None:
        if seen_version:
            raise _gone()
        row = FindingClassSetting(
            code=fields.code, base=fields.base, position=0, name_pl="", name_en="",
            needs_action=False,
        )  # fmt: skip
        session.add(row)
    elif (seen_version or 0) != row.row_version:
        raise _gone()
    row.name_pl, row.name_en = fields.name_pl.strip(), fields.name_en.strip()
    row.needs_action, row.due_days = fields.needs_action, fields.due_days
    row.tone, row.shape, row.retired_at = fields.tone, fields.shape, None
    session.flush()
    if is_new and row.code == row.base:
        # It is called otherwise from now on, in findings that have it already too.
        session.execute(
            update(Finding)
            .where(Finding.finding_class == row.base, Finding.class_id.is_(None))
            .values(class_id=row.id)
            .execution_options(synchronize_session=False)
        )
    trail.record(
        session, actor, clock, "findings.save_class", "finding_class", row.uuid,
        {"code": row.code, "name": row.name_pl, "needs_action": row.needs_action},
    )  # fmt: skip
    return row


def retire_class(session: Session, actor: Actor, clock: Clock, code: str) -> None:
    """Offer a class no more; findings that have it keep it. The five everybody knows stay.

    Raises:
        Conflict: one of the five, or no such class.
    """
    access.require(actor, "findings.classes")
    row = session.scalars(
        select(FindingClassSetting).where(FindingClassSetting.code == code)
    ).one_or_none()
    if row is None or row.code == row.base:
        raise Conflict(
            "findings.class_stays",
            lazy("This class stays: phones and reports know it."),
            way_out=lazy("Rename it instead."),
        )
    row.retired_at = clock.now()
    session.flush()
    trail.record(
        session, actor, clock, "findings.retire_class", "finding_class", row.uuid, {"code": code}
    )


def _gone() -> Conflict:
    return Conflict(
        "findings.class_changed",
        lazy("Somebody else changed this class meanwhile."),
        way_out=lazy("Open the page again, compare, and enter your change anew."),
    )


def _problems(fields: ClassFields) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not _CODE.fullmatch(fields.code):
        problems["code"] = [t("Small letters, digits and underscores, from 2 to 20.")]
    elif fields.code in set(FindingClass) and fields.base != fields.code:
        problems["code"] = [t("This code is one of the five that everybody knows.")]
    if fields.base not in set(FindingClass):
        problems["base"] = [t("Choose what it counts as.")]
    for name in ("name_pl", "name_en"):
        value = getattr(fields, name).strip()
        if not value:
            problems[name] = [t("Give the class a name.")]
        elif len(value) > 120:
            problems[name] = [t("This text is too long.")]
    if fields.due_days is not None and not 0 <= fields.due_days <= _MOST_DAYS:
        problems["due_days"] = [t("From 0 to %(most)s days.", most=_MOST_DAYS)]
    if fields.tone not in TONES:
        problems["tone"] = [t("Choose a colour.")]
    if fields.shape not in MARKS:
        problems["shape"] = [t("Choose a shape.")]
    return problems
