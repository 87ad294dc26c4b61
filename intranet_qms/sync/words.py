"""What a phone sent, in words: for people who decide about late work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..audits.labels import answer_words
from ..findings.labels import CLASSES
from ..i18n import LazyText, lazy, localized, t

NAMES: Mapping[str, LazyText] = {
    "answer.record": lazy("Answer"),
    "answer.resolve": lazy("Decision between answers"),
    "evidence.attach": lazy("Photograph or file"),
    "evidence.caption": lazy("Caption of a photograph"),
    "question.add": lazy("Question added on the spot"),
    "sample.label": lazy("Name of a sample"),
    "finding.raise": lazy("Finding"),
    "finding.amend": lazy("Change of a finding"),
    "sheet.sign": lazy("Signature"),
}

_TEXTS: Mapping[str, LazyText] = {
    "note": lazy("Note"),
    "caption": lazy("Caption"),
    "text": lazy("Question"),
    "label": lazy("Sample"),
    "clause": lazy("Clause"),
    "requirement": lazy("Requirement"),
    "statement": lazy("Statement"),
    "evidence_text": lazy("Evidence"),
    "signed_name": lazy("Signed by"),
    "remark": lazy("Remark"),
    "media_type": lazy("Kind of file"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A mutation as people say it: what it is, and its values with their labels."""

    name: str
    values: list[tuple[str, str]]


def in_words(mutation: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]) -> Said:
    """Say a mutation in the reader's language.

    Args:
        mutation: as it came; nothing of it is trusted to have the right type.
        questions: of the audit's checklist, by key; may be empty.
    """
    raw = mutation.get("args")
    args: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    key = str(args.get("question") or "")
    question = questions.get(key, {})
    values: list[tuple[str, str]] = []
    if key:
        text = localized(question.get("text_pl"), question.get("text_en"))
        values.append((t("Question"), text or key))
    if "value" in args:
        values.append((t("Answer"), _answer(question, args["value"])))
    if "class" in args:
        values.append((t("Class"), str(CLASSES.get(args["class"], args["class"]))))
    values += [
        (str(label), str(args[name]))
        for name, label in _TEXTS.items()
        if isinstance(args.get(name), str) and args[name].strip()
    ]
    if args.get("agrees") is False:
        values.append((t("Agrees"), t("No")))
    name = str(mutation.get("name", ""))
    return Said(str(NAMES.get(name, name)), values)


def _answer(question: Mapping[str, Any], value: Any) -> str:
    try:
        return answer_words(question, value)
    except (AttributeError, TypeError):
        # It never was checked: an old phone may have sent what does not fit the question.
        return str(value)
