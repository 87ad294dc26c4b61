"""Load editions and mappings from a sheet: first what it would change, then the change itself.

What an edition says is data that others rest on: nothing is removed that is cited, and an edition
that is in use is changed only by somebody who has seen the change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from .. import hooks
from ..models import Clause, ClauseMapping, StandardEdition, TransitionVerdict
from ..sheets import Content, EditionDraft, Problem, heading
from ..sheets_reading import read
from ._mapping_sheet import MappingChange, key_of, known_editions, mapping_changes, write_links


@dataclass(slots=True)
class EditionChange:
    """What a sheet would do to one edition. Texts are as people read them."""

    label: str
    is_new: bool = False
    in_use: bool = False
    head: list[tuple[str, str, str]] = field(default_factory=list)
    """Field, what it says now, what it would say."""
    added: list[str] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    """Clause, its title or place now, and then."""
    removed: list[str] = field(default_factory=list)
    refused: list[tuple[str, list[str]]] = field(default_factory=list)
    """Clauses that the sheet leaves out and that something cites, by code."""

    @property
    def nothing(self) -> bool:
        """Whether the office knows all of it already."""
        return not (self.is_new or self.head or self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Preview:
    """What loading would do. ``problems`` and refused removals stand in its way."""

    editions: Sequence[EditionChange]
    mappings: Sequence[MappingChange]
    problems: Sequence[Problem]

    @property
    def possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems and not any(one.refused for one in self.editions)

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to load."""
        return all(one.nothing for one in self.editions) and all(
            one.nothing for one in self.mappings
        )

    @property
    def changed(self) -> Sequence[EditionChange | MappingChange]:
        """What would not stay as it is."""
        return [
            *(one for one in self.editions if not one.nothing),
            *(one for one in self.mappings if not one.nothing),
        ]

    @property
    def needs_consent(self) -> bool:
        """Whether an edition that is in use would read differently."""
        return any(one.in_use and (one.changed or one.removed or one.head) for one in self.editions)

    @property
    def mark(self) -> str:
        """The same for the same preview: what was seen is what is done."""
        whole = [[asdict(one) for one in self.editions], [asdict(one) for one in self.mappings]]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def read_sheet(data: bytes) -> Content:
    """What a sheet says, with what is wrong in it. Raises WorkbookRefused for what is no sheet."""
    return read(data)


def preview(session: Session, content: Content) -> Preview:
    """What a sheet would change, and what stands in its way. Changes nothing."""
    known = known_editions(session, [(one.standard, one.edition) for one in content.editions])
    changes = [
        _edition_change(session, known.get(key_of(one.standard, one.edition)), one)
        for one in content.editions
    ]
    problems = list(content.problems)
    mappings = mapping_changes(session, content.links, problems)
    problems.sort(key=lambda one: one.row)
    return Preview(changes, mappings, problems)


def load_sheet(
    session: Session,
    actor: Actor,
    clock: Clock,
    content: Content,
    *,
    seen: str,
    consent: bool,
) -> Preview:
    """Load what a sheet says.

    Args:
        seen: ``Preview.mark`` of what was shown.
        consent: whether the actor agrees to change editions that are in use.

    Raises:
        Forbidden: the actor does not keep standards.
        Conflict: the office's data changed since; ``standards.load_stale``.
        Invalid: problems, removals that are refused, or no consent where one is needed.
    """
    access.require(actor, "standards.manage")
    list(session.scalars(select(StandardEdition.id).order_by(StandardEdition.id).with_for_update()))
    found = preview(session, content)
    if not found.possible:
        raise Invalid("standards.load_refused", lazy("This cannot be loaded."), way_out=_CORRECT)
    if found.mark != seen:
        raise Conflict(
            "standards.load_stale",
            lazy("The standards changed since this was looked at."),
            way_out=lazy("Look at what would change now."),
        )
    if found.needs_consent and not consent:
        raise Invalid(
            "standards.load_consent",
            lazy("An edition that is in use would be changed."),
            way_out=_CORRECT,
            fields={"consent": [t("Confirm that you have seen what changes in it.")]},
        )
    known = known_editions(session, [(one.standard, one.edition) for one in content.editions])
    for draft, change in zip(content.editions, found.editions, strict=True):
        if not change.nothing:
            edition = _write_edition(
                session, known.get(key_of(draft.standard, draft.edition)), draft
            )
            trail.record(
                session, actor, clock, "standards.load", "standard_edition", edition.uuid,
                {"edition": change.label, "new": change.is_new, "added": len(change.added),
                 "changed": [one[0] for one in change.changed][:200],
                 "removed": change.removed[:200]},
            )  # fmt: skip
    write_links(session, actor, clock, content.links, found.mappings)
    return found


_CORRECT = lazy("Correct the sheet and send it again.")


# -- editions ------------------------------------------------------------------------------------


def _edition_change(
    session: Session, known: StandardEdition | None, draft: EditionDraft
) -> EditionChange:
    said = [f"{one.number} {one.title_pl}" for one in draft.clauses]
    if known is None:
        return EditionChange(draft.label, is_new=True, added=said)
    clauses = {one.number: one for one in known.clauses}
    uses = hooks.clause_uses(session, [one.id for one in known.clauses])
    decided = set(
        session.scalars(
            select(TransitionVerdict.clause_id).where(
                TransitionVerdict.clause_id.in_([one.id for one in known.clauses])
            )
        )
    )
    change = EditionChange(known.label)
    change.in_use = bool(uses) or bool(hooks.edition_uses(session, [known.id]))
    if draft.head_row:
        change.head = [
            (name, before, after)
            for name, before, after in (
                (heading("title_pl"), known.title_pl, draft.title_pl or known.title_pl),
                (heading("title_en"), known.title_en, draft.title_en or known.title_en),
                (heading("valid_from"), str(known.valid_from or ""), str(draft.valid_from or "")),
                (
                    heading("valid_until"),
                    str(known.valid_until or ""),
                    str(draft.valid_until or ""),
                ),
            )
            if before != after
        ]
    order = [one.number for one in known.clauses]
    kept = [one.number for one in draft.clauses if one.number in clauses]
    moved = [number for number in order if number in set(kept)] != kept
    for index, one in enumerate(draft.clauses):
        present = clauses.pop(one.number, None)
        if present is None:
            change.added.append(said[index])
        elif (present.title_pl, present.title_en) != (one.title_pl, one.title_en):
            change.changed.append(
                (one.number, _titles(present.title_pl, present.title_en),
                 _titles(one.title_pl, one.title_en))
            )  # fmt: skip
        elif (present.parent_number or None) != one.parent:
            change.changed.append(
                (one.number, t("below %(clause)s", clause=present.parent_number or "—"),
                 t("below %(clause)s", clause=one.parent or "—"))
            )  # fmt: skip
    if moved:
        change.changed.append(("", t("the present order"), t("the order of the sheet")))
    for number, present in clauses.items():
        cited = [*uses.get(present.id, ())]
        if present.id in decided:
            cited.append(t("a verdict of the transition"))
        if cited:
            change.refused.append((f"{number} {present.title_pl}", cited))
        else:
            change.removed.append(f"{number} {present.title_pl}")
    return change


def _titles(polish: str, english: str) -> str:
    return f"{polish} / {english}" if english else polish


def _write_edition(
    session: Session, edition: StandardEdition | None, draft: EditionDraft
) -> StandardEdition:
    if edition is None:
        edition = StandardEdition(
            standard=draft.standard, edition=draft.edition,
            title_pl=draft.label, title_en=draft.label, clauses=[],
        )  # fmt: skip
        session.add(edition)
    if draft.head_row:
        edition.title_pl = draft.title_pl or edition.title_pl
        edition.title_en = draft.title_en or edition.title_en
        edition.valid_from, edition.valid_until = draft.valid_from, draft.valid_until
    present = {one.number: one for one in edition.clauses}
    for position, one in enumerate(draft.clauses):
        clause = present.pop(one.number, None)
        if clause is None:
            clause = Clause(number=one.number)
            edition.clauses.append(clause)
        clause.title_pl, clause.title_en = one.title_pl, one.title_en
        clause.parent_number, clause.position = one.parent, position
    if present:
        gone = [one.id for one in present.values()]
        session.execute(
            delete(ClauseMapping).where(
                ClauseMapping.from_clause_id.in_(gone) | ClauseMapping.to_clause_id.in_(gone)
            )
        )
        for clause in present.values():
            edition.clauses.remove(clause)
            session.delete(clause)
    session.flush()
    session.expire(edition, ["clauses"])
    return edition
