"""Planned reorganisations, their changes, and who gets what of units that are divided."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Enum, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, Identified, JSONText, UTCDateTime, Versioned
from .workflow import ChangeKind, PlanState


def _one_of(values: type[StrEnum], length: int) -> Enum:
    return Enum(
        values,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


class Reorganisation(Identified, Versioned, Base):
    """A plan of changes of units that come into force together."""

    __tablename__ = "qms_reorganisation"
    __table_args__ = (Index("ix_qms_reorganisation_state_day", "state", "effective_on"),)

    title: Mapped[str] = mapped_column(String(300))
    basis: Mapped[str] = mapped_column(String(500), default="")
    """The order that it carries out, such as ``Zarządzenie nr 45/2026``."""
    effective_on: Mapped[date] = mapped_column(Date)
    """First day of the new order, in the office's zone."""
    state: Mapped[PlanState] = mapped_column(_one_of(PlanState, 12), default=PlanState.DRAFT)
    problem: Mapped[str] = mapped_column(Text, default="")
    """Why it could not be carried out on its day."""
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    created_by_name: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    approved_by_name: Mapped[str] = mapped_column(String(300), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    """What was done: how many things of each kind changed hands; the tree before and after."""

    changes: Mapped[list[PlannedChange]] = relationship(
        back_populates="plan", order_by="PlannedChange.position", cascade="all, delete-orphan"
    )


class PlannedChange(Identified, Base):
    """One change of a plan. What ``details`` hold is said by ``simulation``."""

    __tablename__ = "qms_reorganisation_change"

    plan_id: Mapped[int] = mapped_column(ForeignKey("qms_reorganisation.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[ChangeKind] = mapped_column(_one_of(ChangeKind, 10))
    details: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)

    plan: Mapped[Reorganisation] = relationship(back_populates="changes")
    choices: Mapped[list[PlannedChoice]] = relationship(
        back_populates="change", cascade="all, delete-orphan"
    )


class PlannedChoice(Base):
    """An exception: a thing (or, with key 0, a whole kind) goes to this unit and not by the rule."""

    __tablename__ = "qms_reorganisation_choice"
    __table_args__ = (UniqueConstraint("change_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("qms_reorganisation_change.id"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[int] = mapped_column(Integer)
    target: Mapped[str] = mapped_column(String(30))
    """A unit of the plan, as ``simulation`` names units; ``*`` for all of them."""

    change: Mapped[PlannedChange] = relationship(back_populates="choices")
