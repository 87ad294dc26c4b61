"""A reorganisation of the demo office that is being prepared for the next first of January."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..extension import QMS
from ..people import services as people
from ..reorganisation import services
from ..reorganisation.workflow import ChangeKind


def load(
    session: Session, qms: QMS, today: date, units: Mapping[str, Any], persons: Mapping[str, Any]
) -> None:
    """Put the plan together as the representative would; it changes nothing before its approval."""
    now = qms.clock.now().astimezone(qms.config.zone)
    actor = people.actor_by_host_id(session, "j.lisowska", now, source="cli")
    if actor is None:
        raise RuntimeError("the demo office has no representative")
    year = today.year + 1
    plan = services.begin(
        session, actor, qms.clock,
        services.Head(
            f"Reorganizacja Urzędu od 1 stycznia {year}",
            date(year, 1, 1),
            "Projekt zarządzenia Prezydenta Miasta w sprawie Regulaminu Organizacyjnego",
        ),
        today=today,
    )  # fmt: skip
    centre = units["BOO"]
    services.add_change(
        session, actor, qms.clock, plan, ChangeKind.RENAME,
        {"unit": str(centre.id), "code": "COM", "name_pl": "Centrum Obsługi Mieszkańca",
         "name_en": "Residents' Service Centre"},
    )  # fmt: skip
    whole = units["KO"]
    mayor = str(units["PM"].id)
    parts = [
        {"code": "GKL", "name_pl": "Wydział Gospodarki Komunalnej i Lokalami",
         "name_en": "Municipal Services and Housing Department", "parent": mayor,
         "head": persons["i.bieniek"].id},
        {"code": "OSR", "name_pl": "Wydział Ochrony Środowiska",
         "name_en": "Environment Department", "parent": mayor, "head": None},
    ]  # fmt: skip
    change = services.add_change(
        session, actor, qms.clock, plan, ChangeKind.SPLIT,
        {"unit": str(whole.id), "targets": ["+GKL", "+OSR"], "goes_on": False},
        new_units=parts,
    )  # fmt: skip
    services.choose(session, actor, qms.clock, plan, change, {("units", units["OS"].id): "+OSR"})
