"""What a citizen says about a guide, and what becomes of it. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class Clarity(StrEnum):
    """Whether the guide was clear."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class OpinionState(StrEnum):
    """What became of an opinion."""

    NEW = "new"
    """Nobody has looked at it."""
    READ = "read"
    """Looked at; nothing follows from it."""
    USED = "used"
    """The guide was, or will be, changed for it."""
    SPAM = "spam"
    """No opinion at all."""
    FINDING = "finding"
    """It was raised as a finding, which carries on from here."""


ANSWERS = (OpinionState.READ, OpinionState.USED, OpinionState.SPAM)
"""What an owner can make of an opinion by one press; a finding is raised by a step of its own."""


def can_become(state: OpinionState, target: OpinionState) -> bool:
    """Whether an opinion may go from one state to another. What became a finding stays one."""
    return state is not OpinionState.FINDING and target is not OpinionState.NEW


class Topic(StrEnum):
    """In which affairs of life a guide helps."""

    DOCUMENTS = "documents"
    FAMILY = "family"
    DRIVING = "driving"
    HOME = "home"
    BUSINESS = "business"
    TAXES = "taxes"
    SUPPORT = "support"
    ENVIRONMENT = "environment"
    CITY = "city"
