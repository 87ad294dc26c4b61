"""Where an issue stands on its way, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from ...access import has_fresh_sign_in
from ...http import clock, db_session, signed_in
from ...i18n import t
from .. import queries, services
from ..models import Revision
from ..standing import Standing, all_agreed, standings
from ..workflow import OPEN_STATES, ReviewerState, RevisionState
from ._shared import interface


@dataclass(frozen=True, slots=True)
class Progress:
    """What ``_decide.html`` draws. ``may_*`` say which buttons the reader gets."""

    steps: list[dict[str, Any]]
    reviewers: list[Standing]
    agreed: bool
    may_review: bool
    may_approve: bool
    proved: bool
    """Whether the reader may sign now, or has to confirm who they are first."""


def progress_of(revision: Revision) -> Progress:
    """The way of one issue for whoever reads the page."""
    qms, actor = interface(), signed_in()
    reviewers, agreed = standings(revision), all_agreed(revision)
    own = [one for one in reviewers if actor.is_person(one.person_id)]
    spoken = any(
        one.decision is not None and one.decision.person_id == actor.person_id for one in reviewers
    )
    return Progress(
        steps=_steps(revision, reviewers, agreed),
        reviewers=reviewers,
        agreed=agreed,
        may_review=not spoken
        and any(one.state is ReviewerState.ASKED for one in own)
        and bool(qms.can("documents.review", revision)),
        may_approve=agreed and not spoken and bool(qms.can("documents.approve", revision)),
        proved=has_fresh_sign_in(actor, clock().now()),
    )


def around(revision: Revision) -> dict[str, Any]:
    """What the page of an issue shows beside its text: the way it goes, and its remarks."""
    found: dict[str, Any] = {
        "way": None, "since_look": False, "remarks": None,
        "signing": request.args.get("sign") == "approve",
    }  # fmt: skip
    qms, session = interface(), db_session()
    if revision.state in OPEN_STATES:
        found["way"] = progress_of(revision)
        found["since_look"] = (
            revision.state is RevisionState.IN_REVIEW
            and queries.last_seen_round(session, revision, signed_in().person_id) is not None
        )
    if qms.can("documents.see_comments", revision):
        found["remarks"] = _remarks(revision)
    return found


@dataclass(frozen=True, slots=True)
class Remarks:
    """The remarks of an issue, and what the reader may do about them."""

    threads: list[queries.Thread]
    may_write: bool
    may_resolve: frozenset[int]
    paragraphs: list[tuple[str, str]]
    """Key and first words of each paragraph, to choose from."""

    @property
    def open_count(self) -> int:
        """How many wait to be settled."""
        return sum(one.is_open for one in self.threads)


def _remarks(revision: Revision) -> Remarks:
    actor = signed_in()
    listed = queries.threads(db_session(), revision)
    return Remarks(
        threads=listed,
        may_write=bool(interface().can("documents.comment", revision)),
        may_resolve=frozenset(
            one.first.id
            for one in listed
            if one.is_open and services.may_resolve(actor, revision, one.first)
        ),
        paragraphs=[
            (one.key, f"{one.number} {' '.join(one.text.split())[:70]}")
            for one in revision.paragraphs
        ],
    )


def _steps(revision: Revision, reviewers: list[Standing], agreed: bool) -> list[dict[str, Any]]:
    state, qms = revision.state, interface()
    in_review, signed = state is RevisionState.IN_REVIEW, state is RevisionState.APPROVED
    reviewed = "next"
    if not reviewers:
        reviewed = "skipped"
    elif signed or (in_review and agreed):
        reviewed = "done"
    elif in_review:
        reviewed = "current"
    approved = "done" if signed else "current" if in_review and agreed else "next"
    return [
        {
            "label": t("Written"),
            "state": "current" if state is RevisionState.DRAFT else "done",
            "note": revision.author.name if revision.author else None,
        },
        {"label": t("Reviewed"), "state": reviewed, "note": _who_reviews(reviewers)},
        {"label": t("Approved"), "state": approved, "note": approver_words(revision)},
        {
            "label": t("In force"),
            "state": "current" if signed else "next",
            "note": qms.day(revision.effective_on) if revision.effective_on else t("on approval"),
        },
    ]


def _who_reviews(reviewers: list[Standing]) -> str | None:
    if len(reviewers) < 2:
        return reviewers[0].name if reviewers else None
    agreed = sum(one.state is ReviewerState.AGREED for one in reviewers)
    return t("%(agreed)s of %(all)s agreed", agreed=agreed, all=len(reviewers))


def approver_words(revision: Revision) -> str | None:
    """Who approves, by name or by role."""
    roles = {
        "top_management": t("Top management"),
        "qms_representative": t("QMS representative"),
    }
    if revision.approver_role:
        return roles.get(revision.approver_role)
    return revision.approver.name if revision.approver else None
