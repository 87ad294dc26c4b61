"""The one place where it is decided who may do what.

Each feature registers its rules in its ``permissions.py``; routes, services and templates ask here.
An action without a rule is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .errors import Forbidden
from .host import Actor
from .i18n import LazyText, lazy

GUEST_ROLE = "external_auditor"


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no; a no carries the reason in words."""

    allowed: bool
    reason: str | LazyText = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)

Rule = Callable[[Actor, Any], Decision]
_rules: dict[str, Rule] = {}


def no(reason: str | LazyText) -> Decision:
    """A refusal with its reason."""
    return Decision(False, reason)


def allow_if(condition: bool, reason: str | LazyText) -> Decision:
    """Yes when ``condition`` holds, else no for ``reason``."""
    return YES if condition else no(reason)


def rule(action: str) -> Callable[[Rule], Rule]:
    """Register the rule of ``action`` (``feature.verb``).

    Raises:
        ValueError: the action has a rule already; two would contradict each other some day.
    """

    def register(function: Rule) -> Rule:
        known = _rules.get(action)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"{action} has a rule already")
        _rules[action] = function
        return function

    return register


def actions() -> frozenset[str]:
    """All actions that have a rule."""
    return frozenset(_rules)


def decide(actor: Actor | None, action: str, subject: Any = None) -> Decision:
    """Whether ``actor`` may do ``action`` to ``subject`` (None where the rule needs none)."""
    if actor is None:
        return no(lazy("You are not signed in."))
    found = _rules.get(action)
    if found is None:
        return no(lazy("Nobody may do this here."))
    return found(actor, subject)


PROOF_LASTS = timedelta(minutes=5)
"""How long a fresh sign-in counts for signing."""


class StaleSignIn(Forbidden):
    """The act is a signature, and the last proof of who signs is too old."""


def has_fresh_sign_in(actor: Actor, now: datetime) -> bool:
    """Whether the actor proved who they are within the last five minutes, or the host cannot ask."""
    if not actor.must_prove:
        return True
    return actor.proved_at is not None and now - actor.proved_at <= PROOF_LASTS


def require_fresh_sign_in(actor: Actor, now: datetime) -> None:
    """Go on only with a fresh proof of who acts; for what stands as a signature.

    Raises:
        StaleSignIn: the proof is missing or more than five minutes old.
    """
    if not has_fresh_sign_in(actor, now):
        raise StaleSignIn(
            "sign_in_stale",
            lazy("This is a signature: confirm first that it is you."),
            way_out=lazy("Confirm who you are and send the form again; what you typed is kept."),
        )


def require(actor: Actor | None, action: str, subject: Any = None) -> None:
    """Go on only if allowed.

    Raises:
        Forbidden: with the reason, code ``<action>.refused``.
    """
    decision = decide(actor, action, subject)
    if not decision:
        raise Forbidden(
            f"{action}.refused",
            decision.reason,
            way_out=lazy("If you need this, ask the QMS representative."),
        )
