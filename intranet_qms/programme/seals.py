"""The content of a version in a fixed form, and its hash. Standard library only.

By stable identifiers: a unit or person that is called otherwise later does not alter what was
approved.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def content_of(programme: Any, people: dict[int, Any]) -> dict[str, Any]:
    """What top management approves.

    Args:
        people: stable identifiers by internal number.
    """
    return {
        "year": programme.year,
        "version": programme.number,
        "objectives": programme.objectives,
        "risks": programme.risks,
        "cycle_years": programme.cycle_years,
        "standard": programme.edition.label if programme.edition else "",
        "rules": programme.rules,
        "change_reason": programme.change_reason,
        "entries": sorted(
            (
                {
                    "key": str(one.key),
                    "unit": str(one.unit.uuid) if one.unit else None,
                    "document": str(one.document.uuid) if one.document else None,
                    "clauses": sorted(str(of.clause.uuid) for of in one.clauses),
                    "day": one.day.isoformat() if one.day else None,
                    "month": one.month,
                    "half_days": one.half_days,
                    "team": sorted([str(people[of.person_id]), of.leads] for of in one.team),
                    "priority": one.priority,
                    "factors": one.factors,
                    "note": one.note,
                }
                for one in programme.entries
            ),
            key=lambda one: str(one["key"]),
        ),
    }


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of a content."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
