"""What higher features add to an audit's page and to the reasons why it cannot be closed yet.

The device protocol registers here the phones that still hold work and the quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor
from ..i18n import LazyText
from ..reports.audit_values import SyncReceipt
from .models import Audit
from .workflow import TeamRole


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an audit should not be closed yet. ``code`` is stable; ``sentence`` is for people."""

    code: str
    sentence: str | LazyText


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of an audit's page: a template that is included and finds this as ``panel``."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


ObstacleSource = Callable[[Session, Audit], list[Obstacle]]
PanelSource = Callable[[Session, Actor, Audit], Panel | None]
ReceiptSource = Callable[[Session, Audit], Iterable[SyncReceipt]]

_receipts: list[ReceiptSource] = []
_obstacles: list[ObstacleSource] = []
_panels: list[PanelSource] = []


def obstacle_source(function: ObstacleSource) -> ObstacleSource:
    """Register a source of obstacles; each answers in a constant number of queries."""
    if function not in _obstacles:
        _obstacles.append(function)
    return function


def panel_source(function: PanelSource) -> PanelSource:
    """Register a part of the page."""
    if function not in _panels:
        _panels.append(function)
    return function


def receipt_source(function: ReceiptSource) -> ReceiptSource:
    """Register who knows what each phone sent, for the report (step 8 of the protocol)."""
    if function not in _receipts:
        _receipts.append(function)
    return function


def receipts(session: Session, audit: Audit) -> list[SyncReceipt]:
    """What each phone sent and the server verified, as the report prints it."""
    return [receipt for source in _receipts for receipt in source(session, audit)]


def further_obstacles(session: Session, audit: Audit) -> list[Obstacle]:
    """The obstacles that higher features see."""
    return [found for source in _obstacles for found in source(session, audit)]


def panels(session: Session, actor: Actor, audit: Audit) -> list[Panel]:
    """The parts that higher features add to the page for this reader."""
    made = (source(session, actor, audit) for source in _panels)
    return [panel for panel in made if panel is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlan:
    """Who would audit what and when, before it is decided. ``roles``: part by person.

    ``edition_ids`` are the standards that the audit is held against, those of chosen clauses
    included.
    """

    roles: Mapping[int, TeamRole]
    first_day: date | None = None
    last_day: date | None = None
    edition_ids: Sequence[int] = ()
    document_ids: Sequence[int] = ()


TeamWarnings = Callable[[Session, TeamPlan], list[str]]
_team_warnings: list[TeamWarnings] = []


def team_warning_source(function: TeamWarnings) -> TeamWarnings:
    """Register what speaks against a team without forbidding it, in sentences."""
    if function not in _team_warnings:
        _team_warnings.append(function)
    return function


def team_warnings(session: Session, plan: TeamPlan) -> list[str]:
    """Everything that should be known about a team before it is sent out."""
    return [found for source in _team_warnings for found in source(session, plan)]


def team_plan(audit: Audit) -> TeamPlan:
    """The team of an audit as it is planned; its editions, documents and clauses are loaded."""
    editions = [audit.standard_edition_id, *(one.edition_id for one in audit.further_standards)]
    return TeamPlan(
        roles={one.person_id: TeamRole(one.role) for one in audit.team if one.removed_at is None},
        first_day=audit.first_day,
        last_day=audit.last_day,
        edition_ids=[
            *(one for one in editions if one is not None),
            *(one.clause.edition_id for one in audit.clauses),
        ],
        document_ids=[one.document_id for one in audit.documents],
    )
