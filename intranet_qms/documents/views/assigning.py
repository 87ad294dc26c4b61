"""The part of a draft's form that says who reviews and approves, and how large the change is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from ...errors import Invalid
from ...http import db_session
from ...i18n import t
from ...people import queries as people
from .. import queries
from ..models import Document, Revision
from ..services.content import policy_approvers
from ..workflow import ApproverRule, DocumentKind, ReviewOrder, RevisionState
from ._shared import today


def values_of(revision: Revision) -> dict[str, Any]:
    """The fields as the draft has them."""
    return {
        "reviewers": revision.reviewer_ids,
        "review_order": revision.review_order.value,
        "minor": "minor" if revision.is_minor else "major",
        "approver_id": revision.approver_id,
    }


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as a form sent them, for the form that comes back."""
    getlist = getattr(values, "getlist", None)
    return {**dict(values.items()), "reviewers": getlist("reviewers")} if getlist else dict(values)


def sent() -> dict[str, Any]:
    """What the form says, as arguments of ``services.DraftFields``. A form without this part
    changes none of it.

    Raises:
        Invalid: a reviewer that is no number.
    """
    if "assigning" not in request.form:
        return {}
    order, size = request.form.get("review_order", ""), request.form.get("minor", "")
    return {
        "reviewer_ids": _people(request.form.getlist("reviewers")),
        "review_order": ReviewOrder(order) if order in set(ReviewOrder) else None,
        "minor": {"minor": True, "major": False}.get(size),
    }


def _people(raw: list[str]) -> list[int]:
    wanted = [one.strip() for one in raw if one.strip()]
    if any(not one.isascii() or not one.isdigit() or len(one) > 9 for one in wanted):
        problem = t("Choose people from the list.")
        raise Invalid("documents.reviewers", problem, fields={"reviewers": [problem]})
    return [int(one) for one in wanted]


def choices(document: Document, revision: Revision) -> dict[str, Any]:
    """What the part offers: people to review, people to approve, and the way of the kind."""
    session = db_session()
    path = queries.path_of(session, document.kind)
    writers = {revision.author_id, *(revision.writer_ids or ())}
    return {
        "path": path,
        "reviewers": [one for one in people.people_choices(session) if one[0] not in writers],
        "approvers": _approvers(document, revision)
        if path.approver_rule is ApproverRule.NAMED
        else [],
        "approving_people": []
        if path.approver_rule is ApproverRule.NAMED
        else [
            one.name
            for one in people.people_with_role(session, path.approver_rule.value, today=today())
        ],
        "may_be_minor": any(one.state is RevisionState.EFFECTIVE for one in document.revisions),
    }


def _approvers(document: Document, revision: Revision) -> list[tuple[int, str]]:
    """Top management and heads of units; of a policy whom ``policy_approvers`` allows."""
    session = db_session()
    if document.kind is DocumentKind.POLICY:
        found = policy_approvers(session, today())
    else:
        heads = [unit.head for unit in people.units(session) if unit.head is not None]
        managers = people.people_with_role(session, "top_management", today=today())
        found = {one.id: one.name for one in (*managers, *heads)}
    found = {number: name for number, name in found.items() if number != revision.author_id}
    if revision.approver is not None:
        found.setdefault(revision.approver.id, revision.approver.name)
    return sorted(found.items(), key=lambda one: one[1].split()[-1])
