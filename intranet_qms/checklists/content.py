"""The content of a version of a checklist: its form, its checks, its canonical text and hash.

Content is data::

    {"key", "title_pl", "title_en", "standard", "edition",
     "sections": [{"key", "title_pl", "title_en",
       "questions": [{"key", "text_pl", "text_en", "guidance_pl", "guidance_en",
                      "clause", "procedure", "type", "evidence", "required", "required_when",
                      "evidence_when", "weight", "scores": {value: points},
                      "choices": [{"value", "label_pl", "label_en", "score", "bad"}],
                      "unit", "unit_pl", "unit_en", "integer", "min", "max", "max_length", "relevant",
                      "cites": {"document", "paragraph", "number", "issue"}}]}]}

`normalise` fills what may be left out, `check_content` tells everything that is wrong, and
`content_hash` binds an audit to exactly what was published. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .rules import MAX_NUMBER, find_cycles, validate
from .workflow import (
    FIXED_VALUES,
    MAX_TEXT,
    WITH_CHOICES,
    AnswerType,
    EvidenceRule,
    is_date,
)

MAX_SECTIONS: Final = 200
MAX_QUESTIONS: Final = 2_000
MAX_CHOICES: Final = 200
MAX_WEIGHT: Final = 100
MAX_SCORE: Final = 100
MAX_QUESTION_TEXT: Final = 2_000
MAX_GUIDANCE: Final = 10_000
MAX_TITLE: Final = 300
MAX_SHORT: Final = 100

KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
"""Keys of checklists, sections, questions and choices of other tools' forms fit in here."""

_TOP: Final = frozenset({"key", "title_pl", "title_en", "standard", "edition", "sections"})
_SECTION: Final = frozenset({"key", "title_pl", "title_en", "questions"})
_QUESTION: Final = frozenset(
    [
        "key",
        "text_pl",
        "text_en",
        "guidance_pl",
        "guidance_en",
        "clause",
        "procedure",
        "type",
        "evidence",
        "required",
        "required_when",
        "evidence_when",
        "weight",
        "scores",
        "cites",
        "choices",
        "unit",
        "unit_pl",
        "unit_en",
        "integer",
        "min",
        "max",
        "max_length",
        "relevant",
    ]
)
_UNITS: Final = ("unit", "unit_pl", "unit_en")
_CHOICE: Final = frozenset({"value", "label_pl", "label_en", "score", "bad"})
_CITES: Final = frozenset({"document", "paragraph", "number", "issue"})
RULES: Final = ("relevant", "required_when", "evidence_when")
"""The words of a question that hold conditions."""

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """One thing wrong with content: a stable code, where (a path such as
    ``sections[0].questions[3].min``), and what its sentence needs."""

    code: str
    path: str
    parameters: Mapping[str, object] = field(default_factory=dict)


def questions_of(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All questions of sound content, in order."""
    for section in content["sections"]:
        yield from section["questions"]


def normalise(content: Mapping[str, Any]) -> Content:
    """Return a copy of `content` with everything said that may be left out.

    A missing language takes the other one's text; type is ``conformity``, evidence ``optional``,
    weight 1, not required. A `unit` that is the same in both languages may be written
    once. What is not a mapping or a list is left as it is: `check_content` will
    say so.
    """
    result = _both_languages(content, "title")
    result.setdefault("standard", "")
    result.setdefault("edition", "")
    if isinstance(result.get("sections"), list):
        result["sections"] = [_normal_section(section) for section in result["sections"]]
    return result


def _normal_section(section: Any) -> Any:
    if not isinstance(section, Mapping):
        return section
    result = _both_languages(section, "title")
    if isinstance(result.get("questions"), list):
        result["questions"] = [_normal_question(question) for question in result["questions"]]
    return result


def _normal_question(question: Any) -> Any:
    if not isinstance(question, Mapping):
        return question
    defaults: dict[str, Any] = {
        "clause": "",
        "type": "conformity",
        "evidence": "optional",
        "required": False,
        "weight": 1,
    }
    result = _both_languages(_both_languages(question, "text"), "guidance")
    # Null, in a hand-written file, is a way of leaving out.
    result = defaults | {word: value for word, value in result.items() if value is not None}
    if any(result.get(word) for word in _UNITS):
        result = _both_languages(
            result | {"unit_pl": result.get("unit_pl") or result.get("unit")}, "unit"
        )
        result["unit"] = result.get("unit") or result["unit_pl"]
    if isinstance(result.get("choices"), list):
        result["choices"] = [
            _both_languages(choice, "label") if isinstance(choice, Mapping) else choice
            for choice in result["choices"]
        ]
        if not result["choices"]:
            del result["choices"]
    return result


def _both_languages(thing: Mapping[str, Any], word: str) -> dict[str, Any]:
    polish, english = f"{word}_pl", f"{word}_en"
    result = dict(thing)
    result[polish] = thing.get(polish) or thing.get(english) or ""
    result[english] = thing.get(english) or thing.get(polish) or ""
    return result


def canonical(content: Mapping[str, Any]) -> str:
    """Return `content` as the one text that equal contents share: sorted, without spaces.

    A whole number is written without a decimal point, because JSON's readers do not tell 3 from
    3.0 and a database may give back either.
    """
    return json.dumps(
        _plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(word): _plain(inner) for word, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical text, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def check_content(content: Mapping[str, Any]) -> list[ContentProblem]:
    """Return everything wrong with normalised `content`, in reading order; empty if sound."""
    return _Checker().check(content)


class _Checker:
    def __init__(self) -> None:
        self.problems: list[ContentProblem] = []

    def say(self, code: str, path: str, **parameters: object) -> None:
        self.problems.append(ContentProblem(code, path, parameters))

    def check(self, content: Mapping[str, Any]) -> list[ContentProblem]:
        self.words(content, _TOP, "")
        self.key(content.get("key"), "key")
        self.text(content, "title", MAX_TITLE, "")
        for word in ("standard", "edition"):
            self.short(content.get(word, ""), word)
        sections = content.get("sections")
        if not isinstance(sections, list) or not sections:
            self.say("no_sections", "sections")
            return self.problems
        if len(sections) > MAX_SECTIONS:
            self.say("too_many_sections", "sections", limit=MAX_SECTIONS)
            return self.problems
        found = self.sections(sections)
        if len(found) > MAX_QUESTIONS:
            self.say("too_many_questions", "sections", limit=MAX_QUESTIONS, count=len(found))
        else:
            self.rules(found)
        return self.problems

    def sections(self, sections: list[Any]) -> list[tuple[str, Mapping[str, Any]]]:
        """Check the sections; return the questions with their paths."""
        keys: set[object] = set()
        found: list[tuple[str, Mapping[str, Any]]] = []
        for index, section in enumerate(sections):
            path = f"sections[{index}]"
            if not isinstance(section, Mapping):
                self.say("not_an_object", path)
                continue
            self.words(section, _SECTION, path)
            self.key(section.get("key"), f"{path}.key", keys)
            self.text(section, "title", MAX_TITLE, path)
            questions = section.get("questions")
            if not isinstance(questions, list) or not questions:
                self.say("no_questions", f"{path}.questions")
                continue
            for number, question in enumerate(questions):
                if isinstance(question, Mapping):
                    found.append((f"{path}.questions[{number}]", question))
                else:
                    self.say("not_an_object", f"{path}.questions[{number}]")
        question_keys: set[object] = set()
        for path, question in found[: MAX_QUESTIONS + 1]:
            self.key(question.get("key"), f"{path}.key", question_keys)
            self.question(question, path)
        return found

    def rules(self, found: list[tuple[str, Mapping[str, Any]]]) -> None:
        paths = {str(question.get("key")): path for path, question in found}
        unsound = False
        for path, question in found:
            for word in RULES:
                for problem in validate(question.get(word), paths):
                    unsound = True
                    where = f"{path}.{word}" + (f".{problem.path}" if problem.path else "")
                    self.say(f"rule_{problem.code}", where, detail=problem.detail)
        if unsound:
            return
        showing = {str(question.get("key")): question.get("relevant") for _, question in found}
        for circle in find_cycles(showing):
            self.say("rule_circle", f"{paths[circle[0]]}.relevant", keys=" → ".join(circle))

    def question(self, question: Mapping[str, Any], path: str) -> None:
        self.words(question, _QUESTION, path)
        self.text(question, "text", MAX_QUESTION_TEXT, path)
        for word in ("guidance_pl", "guidance_en"):
            self.short(question.get(word, ""), f"{path}.{word}", MAX_GUIDANCE)
        for word in ("clause", "procedure", *_UNITS):
            self.short(question.get(word, ""), f"{path}.{word}")
        kind = question.get("type")
        if kind not in list(AnswerType):
            self.say("unknown_type", f"{path}.type", value=str(kind)[:MAX_SHORT])
        if question.get("evidence") not in list(EvidenceRule):
            self.say("unknown_evidence", f"{path}.evidence", value=str(question.get("evidence")))
        for word in ("required", "integer"):
            if not isinstance(question.get(word, False), bool):
                self.say("not_true_or_false", f"{path}.{word}")
        weight: Any = question.get("weight")
        if not _is_number(weight) or not 0 <= weight <= MAX_WEIGHT:
            self.say("bad_weight", f"{path}.weight", limit=MAX_WEIGHT)
        self.suits(question, str(kind), path)
        if "cites" in question:
            self.cites(question["cites"], f"{path}.cites")

    def suits(self, question: Mapping[str, Any], kind: str, path: str) -> None:
        """What belongs to one type of answer stands at that type only."""
        if kind in WITH_CHOICES:
            self.choices(question.get("choices"), f"{path}.choices")
        elif "choices" in question:
            self.say("not_for_this_type", f"{path}.choices", word="choices")
        for word in (*_UNITS, "integer"):
            if question.get(word) and kind != AnswerType.NUMBER:
                self.say("not_for_this_type", f"{path}.{word}", word=word)
        if "max_length" in question:
            length = question["max_length"]
            if kind != AnswerType.TEXT:
                self.say("not_for_this_type", f"{path}.max_length", word="max_length")
            elif type(length) is not int or not 0 < length <= MAX_TEXT:
                self.say("bad_limit", f"{path}.max_length")
        self.limits(question, kind, path)
        if "scores" in question:
            self.scores(question["scores"], kind, f"{path}.scores")

    def scores(self, scores: object, kind: str, path: str) -> None:
        """Points for answers that every question of the type offers; choices carry their own."""
        if kind not in FIXED_VALUES:
            self.say("not_for_this_type", path, word="scores")
        elif not isinstance(scores, Mapping):
            self.say("not_an_object", path)
        else:
            for value, points in scores.items():
                if value not in FIXED_VALUES[kind]:
                    self.say("unknown_word", path, word=str(value)[:MAX_SHORT])
                elif not _is_number(points) or not 0 <= points <= MAX_SCORE:
                    self.say("bad_score", path, limit=MAX_SCORE)

    def cites(self, cited: object, path: str) -> None:
        if not isinstance(cited, Mapping):
            self.say("not_an_object", path)
            return
        self.words(cited, _CITES, path)
        for word in sorted(_CITES):
            self.short(cited.get(word, ""), f"{path}.{word}")
        if not cited.get("document"):
            self.say("text_missing", f"{path}.document")

    def limits(self, question: Mapping[str, Any], kind: str, path: str) -> None:
        ends = {word: question[word] for word in ("min", "max") if word in question}
        for word, value in ends.items():
            if kind == AnswerType.NUMBER:
                good = _is_number(value)
            elif kind == AnswerType.DATE:
                good = isinstance(value, str) and is_date(value)
            else:
                self.say("not_for_this_type", f"{path}.{word}", word=word)
                return
            if not good:
                self.say("bad_limit", f"{path}.{word}")
                return
        if len(ends) == 2 and ends["min"] > ends["max"]:
            self.say("empty_range", f"{path}.min", least=ends["min"], greatest=ends["max"])

    def choices(self, choices: object, path: str) -> None:
        if not isinstance(choices, list) or not choices:
            self.say("no_choices", path)
            return
        if len(choices) > MAX_CHOICES:
            self.say("too_many_choices", path, limit=MAX_CHOICES)
            return
        values: set[object] = set()
        for index, choice in enumerate(choices):
            where = f"{path}[{index}]"
            if not isinstance(choice, Mapping):
                self.say("not_an_object", where)
                continue
            self.words(choice, _CHOICE, where)
            self.text(choice, "label", MAX_TITLE, where)
            points = choice.get("score")
            if points is not None and not (_is_number(points) and 0 <= points <= MAX_SCORE):
                self.say("bad_score", f"{where}.score", limit=MAX_SCORE)
            if not isinstance(choice.get("bad", False), bool):
                self.say("not_true_or_false", f"{where}.bad")
            value = choice.get("value")
            if not isinstance(value, str) or not value.strip() or len(value) > MAX_SHORT:
                self.say("bad_choice_value", f"{where}.value")
            elif value in values:
                self.say("duplicate_choice", f"{where}.value", value=value)
            else:
                values.add(value)

    def words(self, thing: Mapping[str, Any], known: frozenset[str], path: str) -> None:
        for word in thing:
            if word not in known:
                self.say("unknown_word", path, word=str(word)[:MAX_SHORT])

    def key(self, value: object, path: str, seen: set[object] | None = None) -> None:
        if not isinstance(value, str) or not KEY.fullmatch(value):
            self.say("bad_key", path, value=str(value)[:MAX_SHORT])
        elif seen is not None:
            if value in seen:
                self.say("duplicate_key", path, value=value)
            seen.add(value)

    def text(self, thing: Mapping[str, Any], word: str, limit: int, path: str) -> None:
        prefix = f"{path}." if path else ""
        for language in ("pl", "en"):
            value = thing.get(f"{word}_{language}")
            where = f"{prefix}{word}_{language}"
            if not isinstance(value, str) or not value.strip():
                self.say("text_missing", where)
            else:
                self.short(value, where, limit)

    def short(self, value: object, path: str, limit: int = MAX_SHORT) -> None:
        if not isinstance(value, str):
            self.say("not_text", path)
        elif len(value) > limit:
            self.say("text_too_long", path, limit=limit)
        elif "\x00" in value:
            self.say("not_text", path)


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and (-MAX_NUMBER <= value <= MAX_NUMBER)
    )
