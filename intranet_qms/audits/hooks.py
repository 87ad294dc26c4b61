"""What higher features add to an audit's page and to the reasons why it cannot be closed yet.

The device protocol registers here the phones that still hold work and the quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor
from ..i18n import LazyText
from ..reports.audit_values import SyncReceipt
from .models import Audit


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
