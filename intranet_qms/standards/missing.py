"""What the office lacks for a clause, said plainly. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..i18n import t, tn
from .gap import documents, of_kind
from .hooks import Proof
from .workflow import ProofKind

AUDITED_WITHIN = timedelta(days=3 * 365)
"""The cycle of a certificate: every requirement is audited at least once in it."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: a stable code, and a sentence."""

    code: str
    sentence: str


def lacks(proofs: Sequence[Proof], today: date) -> list[Lack]:
    """What is missing for one clause that asks for something.

    Codes: ``document`` (none in force names it), ``question`` (no checklist asks about it),
    ``audit`` (never audited, or not within three years), ``finding`` (findings are open).
    """
    found = []
    if not documents(proofs):
        found.append(Lack("document", t("No document in force.")))
    if not of_kind(proofs, ProofKind.QUESTION):
        found.append(Lack("question", t("No question in a checklist.")))
    audits = [
        one for one in of_kind(proofs, ProofKind.AUDIT) if one.day is not None and not one.open
    ]
    held = max((one.day for one in audits if one.day is not None), default=None)
    if held is None:
        found.append(Lack("audit", t("Never audited.")))
    elif today - held > AUDITED_WITHIN:
        found.append(Lack("audit", t("Not audited since %(year)s.", year=held.year)))
    open_findings = sum(one.open for one in of_kind(proofs, ProofKind.FINDING))
    if open_findings:
        found.append(
            Lack("finding", tn("%(n)s open finding.", "%(n)s open findings.", open_findings))
        )
    return found
