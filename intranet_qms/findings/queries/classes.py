"""The classes that findings may have, as the office names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ...i18n import localized
from .. import labels
from ..models import Finding, FindingClassSetting
from ..workflow import HAS_DUE_DATE, NEEDS_ACTION, FindingClass

SHAPES = {
    FindingClass.MAJOR: ("bad", "diamond"),
    FindingClass.MINOR: ("attention", "diamond-half"),
    FindingClass.OBSERVATION: ("neutral", "eye"),
    FindingClass.OPPORTUNITY: ("progress", "up"),
    FindingClass.STRENGTH: ("good", "star"),
}
"""How the five classes are marked unless the office chose otherwise: tone and shape."""
TONES = ("bad", "attention", "neutral", "progress", "good", "quiet")
MARKS = (
    "diamond", "diamond-half", "eye", "up", "star", "triangle", "ring", "half", "square", "bar",
)  # fmt: skip
"""Shapes that a class may have, from the sheet of icons."""


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """A class that a finding may be given.

    ``code`` is what forms send; ``base`` the one of the five that it counts as. ``due_days`` is
    None where nobody has to answer by a day, and -1 where the office's usual time holds.
    """

    code: str
    base: FindingClass
    name: str
    needs_action: bool
    due_days: int | None
    tone: str
    shape: str
    setting: FindingClassSetting | None = None

    @property
    def is_retired(self) -> bool:
        """Whether it is not offered any more."""
        return self.setting is not None and self.setting.retired_at is not None


USUAL_DAYS = -1


def classes(session: Session, *, retired: bool = False) -> list[ClassChoice]:
    """The five classes as the office names them, then its own, each after its base. One query."""
    rows = session.scalars(
        select(FindingClassSetting).order_by(FindingClassSetting.position, FindingClassSetting.id)
    ).all()
    by_code = {row.code: row for row in rows}
    found: list[ClassChoice] = []
    for base in FindingClass:
        renamed = by_code.get(base.value)
        found.append(_own(renamed) if renamed is not None else _usual(base))
        found += [_own(row) for row in rows if row.base == base.value and row.code != base.value]
    return [one for one in found if retired or not one.is_retired]


def class_named(session: Session, code: str) -> ClassChoice | None:
    """The class of this code, if it is offered."""
    return next((one for one in classes(session) if one.code == code), None)


def uses(session: Session) -> dict[int, int]:
    """How many findings have each class of the office's own, by its internal number."""
    rows = session.execute(
        select(Finding.class_id, func.count())
        .where(Finding.class_id.is_not(None))
        .group_by(Finding.class_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def options(choices: Sequence[ClassChoice]) -> list[tuple[str, str]]:
    """Classes as the choices of a form."""
    return [(one.code, one.name) for one in choices]


def _usual(base: FindingClass) -> ClassChoice:
    tone, shape = SHAPES[base]
    return ClassChoice(
        base.value,
        base,
        str(labels.CLASSES[base]),
        base in NEEDS_ACTION,
        USUAL_DAYS if base in HAS_DUE_DATE else None,
        tone,
        shape,
    )


def _own(row: FindingClassSetting) -> ClassChoice:
    return ClassChoice(
        row.code,
        FindingClass(row.base),
        localized(row.name_pl, row.name_en),
        row.needs_action,
        row.due_days,
        row.tone,
        row.shape,
        row,
    )
