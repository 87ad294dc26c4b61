"""How one edition differs from another, and what of it the office can prove already. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .hooks import Proof
from .models import Clause
from .queries import Link, Ways
from .workflow import Coverage


@dataclass(frozen=True, slots=True)
class Line:
    """One clause of the later edition.

    ``heading`` is a clause that has others below it: it is proven by those. ``own`` proves the
    clause itself, ``earlier`` only what it came from.
    """

    clause: Clause
    heading: bool
    came_from: Sequence[Link]
    own: Sequence[Proof]
    earlier: Sequence[Proof]

    @property
    def is_new(self) -> bool:
        """Whether nothing of the earlier edition led here."""
        return not self.came_from

    @property
    def coverage(self) -> Coverage:
        """How ready the office is."""
        if self.own:
            return Coverage.PROVEN
        return Coverage.CARRIED_OVER if self.earlier else Coverage.GAP


@dataclass(frozen=True, slots=True)
class Comparison:
    """The later edition line by line, and what of the earlier one leads nowhere."""

    lines: Sequence[Line]
    dropped: Sequence[Clause]

    def count(self, coverage: Coverage) -> int:
        """How many requirements are covered so; headings do not count."""
        return sum(line.coverage == coverage for line in self.lines if not line.heading)

    @property
    def new(self) -> int:
        """How many requirements nothing led to."""
        return sum(line.is_new for line in self.lines if not line.heading)


def compare(
    earlier: Sequence[Clause],
    later: Sequence[Clause],
    ways: Mapping[int, Ways],
    proofs: Mapping[int, Sequence[Proof]],
) -> Comparison:
    """Compare two editions.

    Args:
        ways: of the later edition's clauses.
        proofs: of the clauses of both.
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
        own = proofs.get(clause.id, ())
        known = {proof.code for proof in own}
        older: dict[str, Proof] = {
            proof.code: proof
            for link in links
            for proof in proofs.get(link.clause.id, ())
            if proof.code not in known
        }
        lines.append(Line(clause, clause.number in parents, links, own, list(older.values())))
    dropped = [
        clause
        for clause in earlier
        if clause.id not in reached and clause.number not in old_parents
    ]
    return Comparison(lines, dropped)
