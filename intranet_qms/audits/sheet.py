"""What the page of an audit shows of its checklist: sections, questions, answers, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ..checklists.queries import shown_keys
from ..i18n import localized, t
from . import queries
from .asked import asked, sample_labels
from .labels import answer_words
from .models import Answer, Audit, Evidence
from .moved import form_of
from .progress import Slot, current_values, slots_of
from .standing import Says, Standing


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One sample of a question with what stands for it."""

    sample: int
    standing: Standing[Answer]
    evidence: Sequence[Evidence]
    label: str = ""
    """What the auditors called the case that was looked at."""

    @property
    def says(self) -> str:
        """The state as a word for the template."""
        return self.standing.says.value


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question with its samples; ``shown`` is False where the answers make it irrelevant."""

    question: Mapping[str, Any]
    text: str
    guidance: str
    samples: Sequence[SampleLine]
    evidence: Sequence[Evidence]
    findings: Sequence[Any]
    shown: bool

    @property
    def key(self) -> str:
        """The key of the question."""
        return str(self.question["key"])

    @property
    def asked_by(self) -> str:
        """Who asked it on the spot; empty for a question of the checklist."""
        return str(self.question.get("own", ""))

    def words(self, value: Any) -> str:
        """A value as people say it, with the version whose words they are if that is past."""
        form, version = form_of(self.question, value)
        words = answer_words(form, value)
        if version is not None:
            return t("%(words)s (answered in version %(number)s)", words=words, number=version)
        return words

    @property
    def earlier(self) -> int | None:
        """Number of the version that asked it, where the present one does not."""
        return self.question.get("earlier")


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section with how many of its shown questions are answered."""

    title: str
    questions: Sequence[QuestionLine]

    @property
    def total(self) -> int:
        """Shown questions."""
        return sum(one.shown for one in self.questions)

    @property
    def answered(self) -> int:
        """Shown questions with an answer."""
        return sum(
            one.shown and any(line.standing.says is not Says.UNANSWERED for line in one.samples)
            for one in self.questions
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole checklist of an audit. ``general`` is evidence that belongs to no question."""

    sections: Sequence[SectionLine]
    general: Sequence[Evidence]
    slots: Mapping[Slot, Standing[Answer]]
    evidence: Sequence[Evidence]
    drawn: Mapping[str, Evidence]
    """The pictures of drawn signatures by their SHA-256; they are no evidence of anything else."""


def sheet_of(session: Session, audit: Audit, findings: Sequence[Any]) -> Sheet:
    """The checklist with everything recorded. Five queries, whatever the size."""
    content = asked(session, audit).content
    labels = {
        (one.question_key, one.sample): one.label for one in sample_labels(session, [audit.id])
    }
    drawn = queries.signature_pictures(session, audit.id)
    slots = slots_of(session, audit.id)
    evidence = queries.evidence_of(session, audit.id)
    pieces: dict[str | None, list[Evidence]] = {}
    for piece in evidence:
        if piece.sha256 in drawn and piece.question_key is None:
            continue  # A drawn signature is shown with its signature.
        pieces.setdefault(piece.question_key, []).append(piece)
    raised: dict[str | None, list[Any]] = {}
    for finding in findings:
        raised.setdefault(finding.question_key, []).append(finding)
    samples: dict[str, list[int]] = {}
    for key, sample in sorted(slots):
        samples.setdefault(key, []).append(sample)
    questions = [question for section in content["sections"] for question in section["questions"]]
    shown = set(shown_keys(questions, current_values(slots)))

    def line(question: Mapping[str, Any]) -> QuestionLine:
        key = question["key"]
        own = pieces.get(key, [])
        listed = samples.get(key, [])
        return QuestionLine(
            question=question,
            text=localized(question.get("text_pl"), question.get("text_en")),
            guidance=localized(question.get("guidance_pl"), question.get("guidance_en")),
            samples=[
                SampleLine(
                    sample,
                    slots[(key, sample)],
                    [piece for piece in own if piece.sample == sample],
                    labels.get((key, sample), ""),
                )
                for sample in listed
            ],
            evidence=[piece for piece in own if piece.sample not in listed],
            findings=raised.get(key, []),
            shown=key in shown,
        )

    return Sheet(
        sections=[
            SectionLine(
                localized(section.get("title_pl"), section.get("title_en")),
                [line(question) for question in section["questions"]],
            )
            for section in content["sections"]
        ],
        general=pieces.get(None, []),
        slots=slots,
        evidence=[
            piece
            for piece in evidence
            if piece.sha256 not in drawn or piece.question_key is not None
        ],
        drawn={piece.sha256: piece for piece in evidence if piece.sha256 in drawn},
    )
