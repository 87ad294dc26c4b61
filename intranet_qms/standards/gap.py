"""How one edition differs from another, and what of it the office can prove already. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .hooks import Proof
from .models import Clause, TransitionVerdict
from .queries import Link, Ways
from .workflow import Coverage, ProofKind, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One clause of the later edition.

    ``heading`` is a clause that has others below it: it is proven by those. ``own`` are documents
    that prove the clause itself, ``earlier`` those that prove only what it came from. ``looked``
    are audits and findings of the clause itself. ``verdict`` is what the office itself says.
    """

    clause: Clause
    heading: bool
    came_from: Sequence[Link]
    own: Sequence[Proof]
    earlier: Sequence[Proof]
    looked: Sequence[Proof] = ()
    verdict: TransitionVerdict | None = None

    @property
    def is_new(self) -> bool:
        """Whether nothing of the earlier edition led here."""
        return not self.came_from

    @property
    def changed(self) -> bool:
        """Whether it is numbered or titled otherwise than where it came from, or a note says how
        it changed; what stayed the same needs the least work."""
        if self.is_new:
            return False
        if len(self.came_from) > 1:
            return True
        only = self.came_from[0]
        return bool(only.note_pl or only.note_en) or (
            (only.clause.number, only.clause.title_pl) != (self.clause.number, self.clause.title_pl)
        )

    @property
    def coverage(self) -> Coverage:
        """How ready the office is, by its documents alone."""
        if self.own:
            return Coverage.PROVEN
        return Coverage.CARRIED_OVER if self.earlier else Coverage.GAP

    @property
    def standing(self) -> str:
        """What counts: the office's own verdict, else what its documents tell."""
        return str(self.verdict.verdict) if self.verdict is not None else str(self.coverage)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The later edition line by line, and what of the earlier one leads nowhere."""

    lines: Sequence[Line]
    dropped: Sequence[Clause]

    @property
    def requirements(self) -> Sequence[Line]:
        """The lines that ask for something; headings do not."""
        return [line for line in self.lines if not line.heading]

    def count(self, coverage: Coverage) -> int:
        """How many requirements are covered so; headings do not count."""
        return sum(line.coverage == coverage for line in self.requirements)

    def standing(self, standing: str) -> int:
        """How many requirements stand so (``Line.standing``)."""
        return sum(line.standing == standing for line in self.requirements)

    @property
    def new(self) -> int:
        """How many requirements nothing led to."""
        return sum(line.is_new for line in self.requirements)

    @property
    def changed(self) -> int:
        """How many requirements came from elsewhere or read otherwise."""
        return sum(line.changed for line in self.requirements)

    @property
    def settled(self) -> int:
        """How many requirements the office has looked at and found covered, or not to apply."""
        return self.standing(Verdict.COVERED) + self.standing(Verdict.NOT_APPLICABLE)

    @property
    def progress(self) -> int:
        """The share of settled requirements, in per cent, rounded down: 100 means all."""
        total = len(self.requirements)
        return self.settled * 100 // total if total else 0


def compare(
    earlier: Sequence[Clause],
    later: Sequence[Clause],
    ways: Mapping[int, Ways],
    proofs: Mapping[int, Sequence[Proof]],
    verdicts: Mapping[int, TransitionVerdict] | None = None,
) -> Comparison:
    """Compare two editions.

    Args:
        ways: of the later edition's clauses.
        proofs: of the clauses of both.
        verdicts: the office's own, by clause of the later edition.
    """
    from_ids = {clause.id for clause in earlier}
    parents = {clause.parent_number for clause in later}
    old_parents = {clause.parent_number for clause in earlier}
    lines, reached = [], set()
    for clause in later:
        links = [
            link for link in ways.get(clause.id, Ways()).came_from if link.clause.id in from_ids
        ]
        reached |= {link.clause.id for link in links}
        own = documents(proofs.get(clause.id, ()))
        known = {proof.code for proof in own}
        older: dict[str, Proof] = {
            proof.code: proof
            for link in links
            for proof in documents(proofs.get(link.clause.id, ()))
            if proof.code not in known
        }
        lines.append(
            Line(
                clause,
                clause.number in parents,
                links,
                own,
                list(older.values()),
                looked=[
                    proof
                    for proof in proofs.get(clause.id, ())
                    if proof.kind in (ProofKind.AUDIT, ProofKind.FINDING)
                ],
                verdict=(verdicts or {}).get(clause.id),
            )
        )
    dropped = [
        clause
        for clause in earlier
        if clause.id not in reached and clause.number not in old_parents
    ]
    return Comparison(lines, dropped)


def documents(proofs: Sequence[Proof]) -> list[Proof]:
    """Of what has to do with a clause, the documents."""
    return of_kind(proofs, ProofKind.DOCUMENT)


def of_kind(proofs: Sequence[Proof], kind: ProofKind) -> list[Proof]:
    """Of what has to do with a clause, one kind."""
    return [proof for proof in proofs if proof.kind == kind]
