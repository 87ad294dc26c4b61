"""Which earlier findings a finding may repeat, and why it looks so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from ...documents.queries.words import dictionary_forms
from ...host import Actor
from ...i18n import t
from ..models import Finding, FindingTerm
from ..workflow import FindingClass, FindingState
from .register import visible_to

_FEW = 5
_LOOKED_AT = 60
_ENOUGH = 4.0
"""From which likeness on an earlier finding is shown: a paragraph alone, a clause in the same unit,
or words that say nearly the same."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier finding that looks alike; ``reasons`` in the reader's language."""

    finding: Finding
    likeness: float
    reasons: tuple[str, ...]


def suggestions(session: Session, actor: Actor, finding: Finding) -> list[Suggestion]:
    """Earlier findings that this one may repeat, the most alike first. Four queries at most.

    Words count by how rare they are among findings, in any inflection.
    """
    if finding.finding_class == FindingClass.STRENGTH:
        return []
    own = set(session.scalars(select(FindingTerm.term).where(FindingTerm.finding_id == finding.id)))
    alike = _alike_by_words(session, finding, own)
    query = _earlier(actor, finding)
    same = [
        column == value
        for column, value in (
            (Finding.unit_id, finding.unit_id),
            (Finding.document_id, finding.document_id),
            (Finding.clause_number, finding.clause_number),
        )
        if value
    ]
    near = session.scalars(
        query.where(or_(Finding.id.in_(alike), *same))
        .options(joinedload(Finding.unit))
        .order_by(Finding.id.in_(alike).desc(), Finding.id.desc())
        .limit(_LOOKED_AT)
    ).all()
    found = [_judged(finding, one, alike.get(one.id, (0.0, ()))) for one in near]
    return sorted(
        (one for one in found if one.likeness >= _ENOUGH),
        key=lambda one: (-one.likeness, -one.finding.id),
    )[:_FEW]


def _earlier(actor: Actor, finding: Finding) -> Select[Finding]:
    return select(Finding).where(
        Finding.id < finding.id,
        Finding.state != FindingState.WITHDRAWN,
        Finding.finding_class != FindingClass.STRENGTH,
        visible_to(actor),
    )


def _alike_by_words(
    session: Session, finding: Finding, own: set[str]
) -> dict[int, tuple[float, tuple[str, ...]]]:
    """Findings with words of this one: how much of what it says they say too, and the words."""
    if not own:
        return {}
    total = session.scalar(select(func.count()).select_from(Finding)) or 1
    counted = (
        select(FindingTerm.term, func.count().label("number"))
        .where(FindingTerm.term.in_(own))
        .group_by(FindingTerm.term)
        .subquery()
    )
    # A word of a third of all findings says nothing about any of them.
    most = max(8, total // 3)
    rows = session.execute(
        select(FindingTerm.finding_id, FindingTerm.term, counted.c.number)
        .join(counted, counted.c.term == FindingTerm.term)
        .where(counted.c.number <= most, FindingTerm.finding_id <= finding.id)
        .order_by(FindingTerm.finding_id.desc())
        .limit(4000)
    ).all()
    weights = {term: math.log(1 + total / number) + 0.1 for _, term, number in rows}
    whole = sum(weights[term] for number, term, _ in rows if number == finding.id) or 1.0
    shared: dict[int, dict[str, float]] = {}
    for number, term, _ in rows:
        if number != finding.id:
            shared.setdefault(number, {})[term] = weights[term]
    ranked = sorted(shared.items(), key=lambda one: -sum(one[1].values()))[:_LOOKED_AT]
    return {
        number: (
            sum(terms.values()) / whole,
            tuple(terms),
        )
        for number, terms in ranked
    }


def _judged(finding: Finding, earlier: Finding, words: tuple[float, tuple[str, ...]]) -> Suggestion:
    likeness, reasons = 0.0, []
    if finding.document_id is not None and finding.document_id == earlier.document_id:
        if finding.paragraph_key and finding.paragraph_key == earlier.paragraph_key:
            likeness += 4
            reasons.append(t("the same paragraph"))
        else:
            likeness += 1.5
            reasons.append(t("the same document"))
    if finding.clause_number and finding.clause_number == earlier.clause_number:
        likeness += 2.5
        reasons.append(t("the same clause %(clause)s", clause=finding.clause_number))
    if finding.unit_id is not None and finding.unit_id == earlier.unit_id:
        likeness += 1.5
        reasons.append(t("the same unit"))
    share, terms = words
    if share >= 0.2 and len(terms) >= 2:
        likeness += 8 * share
        reasons.append(t("similar words: %(words)s", words=", ".join(_as_written(finding, terms))))
    return Suggestion(earlier, likeness, tuple(reasons))


def _as_written(finding: Finding, terms: Sequence[str]) -> list[str]:
    """The words of the finding behind dictionary forms, those of its statement first."""
    found: dict[str, None] = {}
    for word in f"{finding.statement} {finding.requirement}".split():
        bare = word.strip(".,;:()„”\"'–").casefold()
        if dictionary_forms(bare) & set(terms):
            found[bare] = None
        if len(found) == 5:
            break
    return list(found)


def series_of(session: Session, actor: Actor, finding: Finding) -> Sequence[Finding]:
    """All findings of the series, the first first, as far as the actor sees them; none where it
    stands alone."""
    if finding.series_id is None:
        return []
    return session.scalars(
        select(Finding)
        .where(
            or_(Finding.series_id == finding.series_id, Finding.id == finding.series_id),
            visible_to(actor),
        )
        .order_by(Finding.id)
    ).all()
