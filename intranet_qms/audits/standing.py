"""Which answers stand and when they conflict (protocol, step 5). Pure; standard library only.

The phone derives the same from the same records (``pwa/src/domain/heads.ts``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from .workflow import AnswerKind


class Record(Protocol):
    """An answer as recorded; see ``models.Answer``."""

    @property
    def uuid(self) -> UUID: ...
    @property
    def kind(self) -> AnswerKind: ...
    @property
    def value(self) -> Any: ...
    @property
    def note(self) -> str: ...
    @property
    def based_on(self) -> Sequence[str]: ...
    @property
    def kept(self) -> Sequence[str]: ...
    @property
    def standing(self) -> bool: ...
    @property
    def recorded_at(self) -> datetime: ...


class Says(StrEnum):
    """What one question and sample come to."""

    UNANSWERED = "unanswered"
    """Nothing stands, or what stands took the answer back."""
    ANSWERED = "answered"
    """One answer, or several that say the same (step 5.2)."""
    CONFLICT = "conflict"
    """Answers that differ wait for the lead auditor (step 5.3)."""
    SIDE_BY_SIDE = "side_by_side"
    """The lead auditor kept several as separate observations."""


# Bound by Any: the type checker does not see through SQLAlchemy's descriptors in an import circle.
R = TypeVar("R", bound=Any)
"""A ``Record``."""


@dataclass(frozen=True, slots=True)
class Standing(Generic[R]):
    """What stands for one question and sample.

    ``heads`` are the records that nobody built upon: what a new record is based on. ``shown`` are
    the answers to show; with a decision, those that it kept. ``set_aside`` are answers that a
    decision did not keep. All are in the order in which the server took them.
    """

    says: Says
    heads: tuple[R, ...]
    shown: tuple[R, ...]
    set_aside: tuple[R, ...]
    decisions: tuple[R, ...]

    @property
    def in_conflict(self) -> bool:
        """Whether the lead auditor must decide."""
        return self.says is Says.CONFLICT


def derive(records: Iterable[R]) -> Standing[R]:
    """What stands, from all records of one question and sample in any order."""
    ordered = sorted(records, key=lambda record: (record.recorded_at, str(record.uuid)))
    by_uuid = {str(record.uuid): record for record in ordered}
    heads = tuple(record for record in ordered if record.standing)
    shown: dict[str, R] = {}
    decisions = []
    for head in heads:
        if head.kind == AnswerKind.RECORDED:
            shown[str(head.uuid)] = head
            continue
        decisions.append(head)
        shown.update({kept: by_uuid[kept] for kept in head.kept if kept in by_uuid})
    answers = tuple(record for key, record in by_uuid.items() if key in shown)
    considered = {base for decision in decisions for base in decision.based_on}
    set_aside = tuple(
        record
        for key, record in by_uuid.items()
        if key in considered and key not in shown and record.kind == AnswerKind.RECORDED
    )
    return Standing(_says(heads, answers, decisions), heads, answers, set_aside, tuple(decisions))


def _says(heads: Sequence[R], answers: Sequence[R], decisions: Sequence[R]) -> Says:
    sayings = {same_as(answer.value, answer.note) for answer in answers}
    if len(sayings) > 1:
        decided = len(heads) == 1 and bool(decisions)
        return Says.SIDE_BY_SIDE if decided else Says.CONFLICT
    taken_back = all(answer.value is None and not answer.note for answer in answers)
    return Says.UNANSWERED if taken_back else Says.ANSWERED


def same_as(value: Any, note: str) -> str:
    """A text that is equal for answers that say the same; 3 and 3.0 are, true and 1 are not."""
    return json.dumps([_plain(value), note], ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


class Based(Protocol):
    """What is needed to count generations."""

    @property
    def uuid(self) -> UUID: ...
    @property
    def based_on(self) -> Sequence[str]: ...


def generations(records: Iterable[Based]) -> dict[UUID, int]:
    """The version of each record: 1 for one based on nothing, else one more than its latest base.

    Bases that have not arrived yet do not count.
    """
    bases = {record.uuid: [UUID(base) for base in record.based_on] for record in records}
    counted: dict[UUID, int] = {}
    for start in bases:
        path = [start]
        while path:
            here = path[-1]
            open_bases = [base for base in bases[here] if base in bases and base not in counted]
            # A circle cannot be recorded by an honest phone; it must not hang the server either.
            deeper = [base for base in open_bases if base not in path]
            if deeper:
                path.append(deeper[0])
                continue
            known = [counted[base] for base in bases[here] if base in counted]
            counted[here] = 1 + max(known, default=0)
            path.pop()
    return counted
