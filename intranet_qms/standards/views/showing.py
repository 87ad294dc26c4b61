"""Pages of the standards: editions, clauses with their proof, and the way to the next edition."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response

from ...errors import not_found
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import localized
from .. import gap, hooks, queries, words
from ..models import Clause, StandardEdition
from ..workflow import Validity, validity
from ._shared import routes


@routes.get("/standards/")
@guarded("standards.read")
def index() -> Response:
    """The editions side by side, and the office's road to certification."""
    session, actor = db_session(), signed_in()
    editions = queries.editions(session)
    counts = queries.clause_counts(session)
    by_clause = queries.clause_ids(session, [edition.id for edition in editions])
    proven: dict[int, int] = {}
    for clause_id in hooks.proofs(session, actor, list(by_clause)):
        proven[by_clause[clause_id]] = proven.get(by_clause[clause_id], 0) + 1
    known = {edition.id: edition for edition in editions}
    return page(
        "qms/standards/index.html",
        editions=[
            {
                "edition": edition,
                "state": _state(edition),
                "clauses": counts.get(edition.id, 0),
                "proven": proven.get(edition.id, 0),
            }
            for edition in editions
        ],
        pairs=[
            (known[earlier], known[later])
            for earlier, later in queries.mapped_editions(session)
            if _state(known[later]) is not Validity.ENDED
        ],
        milestones=[
            {
                "milestone": milestone,
                "period": words.period_text(milestone),
                "kind": str(words.MILESTONES[milestone.kind]),
                "icon": words.MILESTONE_ICONS[milestone.kind],
                "title": localized(milestone.title_pl, milestone.title_en),
                "text": localized(milestone.text_pl, milestone.text_en),
            }
            for milestone in queries.milestones(session)
        ],
        said=words,
    )


@routes.get("/standards/<uuid:edition>")
@guarded("standards.read")
def show(edition: uuid.UUID) -> Response:
    """One edition: its clauses as a tree, what proves each, and where it came from and went."""
    session, actor = db_session(), signed_in()
    found = _edition(edition)
    proofs = hooks.proofs(session, actor, [clause.id for clause in found.clauses])
    others = {one.id: one for one in queries.editions(session)}
    pairs = queries.mapped_editions(session)
    return page(
        "qms/standards/edition.html",
        edition=found,
        state=_state(found),
        tree=_tree(found.clauses),
        ways=queries.ways(session, found.id),
        proofs=proofs,
        earlier=[others[one] for one, later in pairs if later == found.id],
        later=[others[later] for one, later in pairs if one == found.id],
        said=words,
    )


@routes.get("/standards/<uuid:edition>/from/<uuid:earlier>")
@guarded("standards.read")
def changes(edition: uuid.UUID, earlier: uuid.UUID) -> Response:
    """What one edition asks for beside an earlier one, and what of it the office can prove."""
    session, actor = db_session(), signed_in()
    later_edition, earlier_edition = _edition(edition), _edition(earlier)
    if (earlier_edition.id, later_edition.id) not in queries.mapped_editions(session):
        raise not_found("standards.not_mapped")
    both = [clause.id for one in (earlier_edition, later_edition) for clause in one.clauses]
    return page(
        "qms/standards/changes.html",
        later=later_edition,
        earlier=earlier_edition,
        comparison=gap.compare(
            earlier_edition.clauses,
            later_edition.clauses,
            queries.ways(session, later_edition.id),
            hooks.proofs(session, actor, both),
        ),
        said=words,
    )


def _edition(edition_uuid: uuid.UUID) -> StandardEdition:
    found = queries.edition_by_uuid(db_session(), edition_uuid)
    if found is None:
        raise not_found("standards.not_found")
    return found


def _state(edition: StandardEdition) -> Validity:
    today = clock().now().astimezone(module().config.zone).date()
    return validity(edition.valid_from, edition.valid_until, today)


def _tree(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Clauses below their parents, each ``{clause, children}``, in the order of the standard."""
    nodes = {clause.number: {"clause": clause, "children": []} for clause in clauses}
    roots: list[dict[str, Any]] = []
    for clause in clauses:
        parent: Any = nodes.get(clause.parent_number) if clause.parent_number else None
        (parent["children"] if parent else roots).append(nodes[clause.number])
    return roots
