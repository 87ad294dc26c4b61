"""Load catalogues of standards, and the office's road to certification."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..models import Clause, ClauseMapping, Milestone, StandardEdition
from ..workflow import MilestoneKind, Period

CATALOGUES = Path(__file__).parents[1] / "catalogues"


def load_builtin(session: Session) -> list[StandardEdition]:
    """Load the catalogues that come with the module; those that are there stay as they are."""
    loaded = []
    for path in sorted(CATALOGUES.glob("*.json")):
        loaded += load(session, json.loads(path.read_text(encoding="utf-8")))
    return loaded


def load(session: Session, catalogue: dict[str, Any]) -> list[StandardEdition]:
    """Load one catalogue: its editions, clauses and mappings between them.

    Returns:
        The editions that were new.
    """
    standard: str = catalogue["standard"]
    known = {
        edition.edition: edition
        for edition in session.scalars(
            select(StandardEdition).where(StandardEdition.standard == standard)
        )
    }
    new = []
    for entry in catalogue["editions"]:
        if entry["edition"] in known:
            continue
        edition = StandardEdition(
            standard=standard,
            edition=entry["edition"],
            title_pl=entry["title_pl"],
            title_en=entry["title_en"],
            valid_from=_day(entry.get("valid_from")),
            valid_until=_day(entry.get("valid_until")),
            clauses=[
                Clause(
                    number=clause["number"],
                    title_pl=clause["title_pl"],
                    title_en=clause["title_en"],
                    parent_number=clause.get("parent"),
                    position=position,
                )
                for position, clause in enumerate(entry["clauses"])
            ],
        )
        session.add(edition)
        known[edition.edition] = edition
        new.append(edition)
    session.flush()
    fresh = {edition.edition for edition in new}
    by_number = {
        (name, clause.number): clause.id
        for name, edition in known.items()
        for clause in edition.clauses
    }
    session.add_all(
        ClauseMapping(
            from_clause_id=by_number[entry["from_edition"], entry["from"]],
            to_clause_id=by_number[entry["to_edition"], entry["to"]],
            note_pl=entry.get("note_pl") or "",
            note_en=entry.get("note_en") or "",
        )
        for entry in catalogue.get("mapping", [])
        if entry["from_edition"] in fresh or entry["to_edition"] in fresh
    )
    session.flush()
    return new


def add_milestones(session: Session, rows: Iterable[Mapping[str, str]]) -> int:
    """Add steps of the road to certification behind those that are there.

    Args:
        rows: each with ``from``, ``until`` (or ``to``), ``event``, ``body``, ``standard``,
            ``title_pl``, ``title_en``, ``text_pl`` and ``text_en``; ``event`` in words
            (``certification audit``), dates as ``workflow.Period`` reads them.

    Returns:
        How many were new; a step with the same beginning and title is there already.

    Raises:
        ValueError: an event or a date that is not known.
    """
    known = {tuple(row) for row in session.execute(select(Milestone.from_text, Milestone.title_pl))}
    position = session.scalar(select(func.coalesce(func.max(Milestone.position), 0))) or 0
    new = 0
    for row in rows:
        if (row["from"], row["title_pl"]) in known:
            continue
        new += 1
        until = row.get("until") or row.get("to") or ""
        Period.read(row["from"], until)
        session.add(
            Milestone(
                from_text=row["from"],
                until_text=until,
                kind=MilestoneKind(row["event"].replace("-", "_").replace(" ", "_")).value,
                body=row.get("body", ""),
                standard=row.get("standard", ""),
                title_pl=row["title_pl"],
                title_en=row["title_en"],
                text_pl=row.get("text_pl", ""),
                text_en=row.get("text_en", ""),
                position=position + new,
            )
        )
    session.flush()
    return new


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
