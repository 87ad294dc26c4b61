"""The mapping part of a sheet: what it would change, and the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ...host import Actor, Clock
from ...i18n import t
from ...trail import services as trail
from ..models import ClauseMapping, StandardEdition
from ..sheets import LinkDraft, Problem, heading


@dataclass(slots=True)
class MappingChange:
    """What a sheet would do to the mapping between two editions; lines as people read them."""

    label: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether the office knows all of it already."""
        return not (self.added or self.changed or self.removed)


def key_of(standard: str, edition: str) -> tuple[str, str]:
    """How an edition is looked for: whatever the case of its letters."""
    return standard.casefold(), edition.casefold()


def known_editions(
    session: Session, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], StandardEdition]:
    """The editions of these names that are here, with their clauses, fresh from the database."""
    keys = {key_of(*one) for one in wanted}
    if not keys:
        return {}
    listed = session.scalars(
        select(StandardEdition)
        .options(selectinload(StandardEdition.clauses))
        .execution_options(populate_existing=True)
    ).all()
    found = {key_of(one.standard, one.edition): one for one in listed}
    return {key: found[key] for key in keys if key in found}


_Pair = tuple[tuple[str, str], tuple[str, str]]


def _pairs(links: Sequence[LinkDraft]) -> dict[_Pair, list[LinkDraft]]:
    found: dict[_Pair, list[LinkDraft]] = {}
    for link in links:
        pair = key_of(*link.earlier[:2]), key_of(*link.later[:2])
        found.setdefault(pair, []).append(link)
    return found


def _present_lines(
    session: Session, earlier: StandardEdition, later: StandardEdition
) -> dict[tuple[str, str], ClauseMapping]:
    old = {one.id: one.number for one in earlier.clauses}
    new = {one.id: one.number for one in later.clauses}
    return {
        (old[line.from_clause_id], new[line.to_clause_id]): line
        for line in session.scalars(
            select(ClauseMapping).where(
                ClauseMapping.from_clause_id.in_(old), ClauseMapping.to_clause_id.in_(new)
            )
        )
    }


def mapping_changes(
    session: Session, links: Sequence[LinkDraft], problems: list[Problem]
) -> list[MappingChange]:
    """What a sheet would do to mappings; ``problems`` gets what is wrong with it."""
    changes = []
    known = known_editions(
        session, [one for link in links for one in (link.earlier[:2], link.later[:2])]
    )
    for (old_key, new_key), listed in _pairs(links).items():
        old, new = known.get(old_key), known.get(new_key)
        first = listed[0]
        for edition, end, column in (
            (old, first.earlier, "from_edition"), (new, first.later, "to_edition"),
        ):  # fmt: skip
            if edition is None:
                label = f"{end[0]}:{end[1]}"
                problems.append(
                    Problem(first.row, heading(column),
                            t("There is no edition %(edition)s here.", edition=label))
                )  # fmt: skip
        if old is None or new is None:
            continue
        problems += _unknown_clauses(listed, old, new)
        present = _present_lines(session, old, new)
        change = MappingChange(t("%(earlier)s to %(later)s", earlier=old.label, later=new.label))
        for link in listed:
            line = present.pop((link.earlier[2], link.later[2]), None)
            words = f"{link.earlier[2]} → {link.later[2]}"
            if line is None:
                change.added.append(words)
            elif (line.note_pl, line.note_en) != (link.note_pl, link.note_en):
                change.changed.append(words)
        change.removed = [f"{one} → {other}" for one, other in present]
        changes.append(change)
    return changes


def _unknown_clauses(
    listed: Sequence[LinkDraft], old: StandardEdition, new: StandardEdition
) -> list[Problem]:
    olds, news = {one.number for one in old.clauses}, {one.number for one in new.clauses}
    return [
        Problem(
            link.row,
            heading(column),
            t("%(edition)s has no clause %(number)s.", edition=edition.label, number=number),
        )
        for link in listed
        for column, edition, number, known in (
            ("from_number", old, link.earlier[2], olds),
            ("to_number", new, link.later[2], news),
        )
        if number not in known
    ]


def write_links(
    session: Session,
    actor: Actor,
    clock: Clock,
    links: Sequence[LinkDraft],
    changes: Sequence[MappingChange],
) -> None:
    """Write what ``mapping_changes`` told."""
    if not links:
        return
    known = known_editions(
        session, [one for link in links for one in (link.earlier[:2], link.later[:2])]
    )
    for ((old_key, new_key), listed), change in zip(_pairs(links).items(), changes, strict=True):
        if change.nothing:
            continue
        old, new = known[old_key], known[new_key]
        olds: Mapping[str, int] = {one.number: one.id for one in old.clauses}
        news: Mapping[str, int] = {one.number: one.id for one in new.clauses}
        present = _present_lines(session, old, new)
        for link in listed:
            line = present.pop((link.earlier[2], link.later[2]), None)
            if line is None:
                line = ClauseMapping(
                    from_clause_id=olds[link.earlier[2]], to_clause_id=news[link.later[2]]
                )
                session.add(line)
            line.note_pl, line.note_en = link.note_pl, link.note_en
        for line in present.values():
            session.delete(line)
        session.flush()
        trail.record(
            session, actor, clock, "standards.map", "standard_edition", new.uuid,
            {"mapping": change.label, "added": change.added[:200],
             "changed": change.changed[:200], "removed": change.removed[:200]},
        )  # fmt: skip
