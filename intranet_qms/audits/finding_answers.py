"""The answers of an audit that a finding may rest on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from ..access import decide
from ..findings.origins import AnswerChoice, register_answers
from ..host import Actor
from ..i18n import localized, t
from . import queries
from .asked import asked
from .labels import answer_words
from .progress import slots_of
from .standing import Says

_BAD = frozenset({"nonconforming", "observation", "no"})


@register_answers
def answers_of_audit(session: Session, actor: Actor, finding: Any) -> Sequence[AnswerChoice]:
    """Every answer of the audit in which the finding was raised, for those who read the audit."""
    if finding.audit_id is None:
        return []
    audit = queries.by_id(session, finding.audit_id)
    if audit is None or not decide(actor, "audits.read_details", audit):
        return []
    questions = {
        question["key"]: question
        for section in asked(session, audit).content["sections"]
        for question in section["questions"]
    }
    found = []
    for (key, sample), standing in sorted(slots_of(session, audit.id).items()):
        question = questions.get(key)
        if question is None or standing.says is Says.UNANSWERED:
            continue
        heads = standing.shown
        found.append(
            AnswerChoice(
                question_key=key,
                sample=sample,
                question=localized(question.get("text_pl"), question.get("text_en"))
                + (f" ({t('sample %(number)s', number=sample + 1)})" if sample else ""),
                answer=" / ".join(answer_words(question, head.value) for head in heads),
                note=" / ".join(head.note for head in heads if head.note),
                author=", ".join(dict.fromkeys(head.author_name for head in heads)),
                is_bad=any(isinstance(head.value, str) and head.value in _BAD for head in heads),
                fragment=f"q-{key}",
            )
        )
    return found
