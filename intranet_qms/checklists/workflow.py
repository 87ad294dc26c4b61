"""What a checklist is made of: the states of its versions, the types of answers, and their checks.

Standard library only. The phone checks answers in the same way; `tests/contract/answers.json`
holds the cases both must pass: a question, a value (or `special`: NaN, Infinity, -Infinity, which
JSON cannot write) and the codes of the problems expected, none for a good value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Final

from intranet_qms.checklists.rules import MAX_NUMBER, Answers, evaluate, is_answered


class VersionState(StrEnum):
    """Where a version of a checklist stands."""

    DRAFT = "draft"
    """Being written or imported; may change, may be deleted; no audit can use it."""
    PUBLISHED = "published"
    """Offered for new audits. Never changes: audits pin it by the hash of its content."""
    RETIRED = "retired"
    """Replaced by a later version. Audits that pinned it keep it; new ones are not offered it."""


TRANSITIONS: Final[Mapping[VersionState, frozenset[VersionState]]] = {
    VersionState.DRAFT: frozenset({VersionState.PUBLISHED}),
    VersionState.PUBLISHED: frozenset({VersionState.RETIRED}),
    VersionState.RETIRED: frozenset(),
}


def can_change(current: VersionState, following: VersionState) -> bool:
    """Return whether a version may go from `current` to `following`."""
    return following in TRANSITIONS[current]


class AnswerType(StrEnum):
    """What kind of answer a question takes, and what its value looks like in JSON."""

    CONFORMITY = "conformity"
    """One of `CONFORMITY_VALUES`. The class of a finding is decided in the finding, not here."""
    YES_NO = "yes_no"
    """"yes" or "no"."""
    ONE_OF = "one_of"
    """The `value` of one of the question's `choices`."""
    MANY_OF = "many_of"
    """A list of values of the question's `choices`, each at most once."""
    NUMBER = "number"
    """A JSON number in the question's `unit`, from `min` to `max`; whole if `integer`."""
    TEXT = "text"
    """Text of at most `max_length` characters (Unicode code points)."""
    DATE = "date"
    """A day of the calendar, YYYY-MM-DD, from `min` to `max`."""
    PHOTO = "photo"
    """A list of SHA-256 digests (64 lower-case hexadecimal digits) of pieces of evidence."""
    SIGNATURE = "signature"
    """{"name": the signer's name, "sha256": digest of the drawn signature's picture}."""


CONFORMITY_VALUES: Final = ("conforming", "nonconforming", "observation", "not_applicable")
YES_NO_VALUES: Final = ("yes", "no")
FIXED_VALUES: Final[Mapping[str, Sequence[str]]] = {
    AnswerType.CONFORMITY: CONFORMITY_VALUES,
    AnswerType.YES_NO: YES_NO_VALUES,
}
"""The answers of the types that offer the same ones in every question."""
WITH_CHOICES: Final = (AnswerType.ONE_OF, AnswerType.MANY_OF)


class EvidenceRule(StrEnum):
    """Whether a question wants evidence (a photo or a file) beside its answer."""

    NEVER = "never"
    """No evidence can be attached."""
    OPTIONAL = "optional"
    """Evidence can be attached."""
    REQUIRED = "required"
    """An answer without evidence is incomplete."""
    REQUIRED_ON_NONCONFORMITY = "required_on_nonconformity"
    """A bad answer (see `is_bad`) without evidence is incomplete; others may have some."""


MAX_TEXT: Final = 10_000
"""Characters of a text answer, where the question sets no limit of its own."""
MAX_PHOTOS: Final = 20
MAX_NAME: Final = 200
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# Control characters (but tab, line feed, carriage return) and halves of surrogate pairs: no
# database, report or printer can be trusted with them. PostgreSQL refuses NUL.
_BAD_CHARACTER: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ValueProblem:
    """One thing wrong with a value.

    `code` is stable; `parameters` are what its sentence needs (a limit, an offending choice).
    """

    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)


def check_value(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    """Return everything wrong with `value` as the answer to `question`; empty if it may be stored.

    `question` is a question of a version's content. Null takes an answer back and is always
    allowed: whether an answer is *required* is another matter (`is_required`), because an auditor
    may save a sheet that is not finished. Checked are type, choices, range, length and form.
    """
    if value is None:
        return []
    try:
        kind = AnswerType(str(question.get("type")))
    except ValueError:
        return [ValueProblem("unknown_type", {"type": question.get("type")})]
    return _CHECKS[kind](question, value)


def _check_conformity(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    return _check_choice(CONFORMITY_VALUES, value)


def _check_yes_no(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    return _check_choice(YES_NO_VALUES, value)


def _check_one_of(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    return _check_choice(choice_values(question), value)


def _check_choice(offered: Sequence[str], value: object) -> list[ValueProblem]:
    if not isinstance(value, str):
        return [ValueProblem("wrong_type")]
    if value not in offered:
        return [ValueProblem("not_a_choice", {"value": value[:MAX_NAME]})]
    return []


def _check_many_of(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return [ValueProblem("wrong_type")]
    offered = set(choice_values(question))
    problems = []
    unknown = [one for one in value if one not in offered]
    if unknown:
        problems.append(ValueProblem("not_a_choice", {"value": unknown[0][:MAX_NAME]}))
    if len(set(value)) != len(value):
        problems.append(ValueProblem("repeated"))
    return problems


def _check_number(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return [ValueProblem("wrong_type")]
    # An integer of Python may be too long to be turned into a float at all: bounds come first.
    if isinstance(value, float) and not isfinite(value):
        return [ValueProblem("not_finite")]
    if abs(value) > MAX_NUMBER:
        return [ValueProblem("out_of_bounds", {"limit": MAX_NUMBER})]
    problems = []
    if question.get("integer") is True and value != int(value):
        problems.append(ValueProblem("not_whole"))
    least, greatest = question.get("min"), question.get("max")
    if isinstance(least, int | float) and value < least:
        problems.append(ValueProblem("too_small", {"limit": least}))
    if isinstance(greatest, int | float) and value > greatest:
        problems.append(ValueProblem("too_large", {"limit": greatest}))
    return problems


def _check_text(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    if not isinstance(value, str):
        return [ValueProblem("wrong_type")]
    limit = question.get("max_length")
    return _text_problems(value, limit if isinstance(limit, int) else MAX_TEXT)


def _text_problems(value: str, limit: int) -> list[ValueProblem]:
    problems = []
    if _BAD_CHARACTER.search(value):
        problems.append(ValueProblem("bad_characters"))
    if len(value) > limit:
        problems.append(ValueProblem("too_long", {"limit": limit, "length": len(value)}))
    return problems


def _check_date(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    if not isinstance(value, str):
        return [ValueProblem("wrong_type")]
    if not is_date(value):
        return [ValueProblem("not_a_date")]
    least, greatest = question.get("min"), question.get("max")
    # Days written YYYY-MM-DD sort as text in the order of the calendar.
    if isinstance(least, str) and value < least:
        return [ValueProblem("too_small", {"limit": least})]
    if isinstance(greatest, str) and value > greatest:
        return [ValueProblem("too_large", {"limit": greatest})]
    return []


def is_date(value: str) -> bool:
    """Return whether `value` is a real day, YYYY-MM-DD, of the years 1900 to 2100."""
    found = _DATE.fullmatch(value)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


def _check_photo(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return [ValueProblem("wrong_type")]
    problems = []
    if not all(_DIGEST.fullmatch(one) for one in value):
        problems.append(ValueProblem("not_a_digest"))
    if len(set(value)) != len(value):
        problems.append(ValueProblem("repeated"))
    if len(value) > MAX_PHOTOS:
        problems.append(ValueProblem("too_many", {"limit": MAX_PHOTOS}))
    return problems


def _check_signature(question: Mapping[str, object], value: object) -> list[ValueProblem]:
    if not isinstance(value, Mapping) or set(value) != {"name", "sha256"}:
        return [ValueProblem("wrong_type")]
    name, digest = value["name"], value["sha256"]
    if not isinstance(name, str) or not isinstance(digest, str):
        return [ValueProblem("wrong_type")]
    problems = _text_problems(name, MAX_NAME)
    if not is_answered(name):
        problems.append(ValueProblem("name_missing"))
    if not _DIGEST.fullmatch(digest):
        problems.append(ValueProblem("not_a_digest"))
    return problems


_CHECKS: Final = {
    AnswerType.CONFORMITY: _check_conformity,
    AnswerType.YES_NO: _check_yes_no,
    AnswerType.ONE_OF: _check_one_of,
    AnswerType.MANY_OF: _check_many_of,
    AnswerType.NUMBER: _check_number,
    AnswerType.TEXT: _check_text,
    AnswerType.DATE: _check_date,
    AnswerType.PHOTO: _check_photo,
    AnswerType.SIGNATURE: _check_signature,
}


def choice_values(question: Mapping[str, object]) -> list[str]:
    """Return the values that `question` offers, in order; empty if it offers no choices."""
    choices = question.get("choices")
    if not isinstance(choices, list):
        return []
    return [str(one["value"]) for one in choices if isinstance(one, Mapping) and "value" in one]


def is_required(question: Mapping[str, object], answers: Answers) -> bool:
    """Return whether a shown `question` must be answered before its sheet is complete.

    It must if `required` is true, or if its rule `required_when` holds for `answers` (which are
    of shown questions only).
    """
    if question.get("required") is True:
        return True
    when = question.get("required_when")
    return when is not None and evaluate(when, answers)


def is_bad(question: Mapping[str, object], value: object) -> bool:
    """Return whether `value` says that something is wrong.

    It does if it is "nonconforming", "no", or a choice that is marked `bad`.
    """
    kind = question.get("type")
    if kind in (AnswerType.CONFORMITY, AnswerType.YES_NO):
        return value in ("nonconforming", "no")
    if kind not in WITH_CHOICES:
        return False
    choices = question.get("choices")
    bad = {
        one.get("value")
        for one in (choices if isinstance(choices, list) else ())
        if isinstance(one, Mapping) and one.get("bad") is True
    }
    chosen = value if isinstance(value, list) else [value]
    return any(isinstance(one, str) and one in bad for one in chosen)


def needs_evidence(
    question: Mapping[str, object], value: object, answers: Answers | None = None
) -> bool:
    """Return whether the answer `value` to `question` is incomplete without evidence.

    `answers` are those of shown questions, for `evidence_when`; what does not apply needs none.
    """
    if not is_answered(value) or question.get("evidence") == EvidenceRule.NEVER:
        return False
    if question.get("type") == AnswerType.CONFORMITY and value == "not_applicable":
        return False
    rule = question.get("evidence")
    if rule == EvidenceRule.REQUIRED:
        return True
    if rule == EvidenceRule.REQUIRED_ON_NONCONFORMITY and is_bad(question, value):
        return True
    when = question.get("evidence_when")
    return when is not None and evaluate(when, answers or {})


def fits(question: Mapping[str, object], value: object) -> bool:
    """Return whether `value` answers `question` and is one of its values.

    An answer given to another version of a question may be none to this one.
    """
    return is_answered(value) and not check_value(question, value)
