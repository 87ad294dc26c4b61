"""The editions, and one of them: its clauses with what proves them and what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response, request

from ...http import db_session, guarded, page, signed_in
from ...i18n import localized
from .. import gap, hooks, missing, queries, words
from ..models import Clause
from ..workflow import ProofKind, Validity, Verdict
from ._shared import routes, state_of, the_edition, today


@routes.get("/standards/")
@guarded("standards.read")
def index() -> Response:
    """The editions side by side, and the office's road to certification."""
    session, actor = db_session(), signed_in()
    editions = queries.editions(session)
    counts = queries.clause_counts(session)
    by_clause = queries.clause_ids(session, [edition.id for edition in editions])
    proven: dict[int, int] = {}
    for clause_id, found in hooks.proofs(session, actor, list(by_clause)).items():
        if gap.documents(found):
            proven[by_clause[clause_id]] = proven.get(by_clause[clause_id], 0) + 1
    known = {edition.id: edition for edition in editions}
    requirements = queries.requirement_counts(session)
    decided = queries.decided_counts(session)
    return page(
        "qms/standards/index.html",
        editions=[
            {
                "edition": edition,
                "state": state_of(edition),
                "clauses": counts.get(edition.id, 0),
                "proven": proven.get(edition.id, 0),
            }
            for edition in editions
        ],
        pairs=[
            {
                "earlier": known[earlier],
                "later": known[later],
                "settled": sum(
                    decided.get((earlier, later), {}).get(one, 0)
                    for one in (Verdict.COVERED, Verdict.NOT_APPLICABLE)
                ),
                "to_do": decided.get((earlier, later), {}).get(Verdict.TO_DO, 0),
                "total": requirements.get(later, 0),
            }
            for earlier, later in queries.mapped_editions(session)
            if state_of(known[later]) is not Validity.ENDED
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
    """One edition: its clauses as a tree, what proves each, what is missing, where it came from."""
    session, actor = db_session(), signed_in()
    found = the_edition(edition)
    proofs = hooks.proofs(session, actor, [clause.id for clause in found.clauses])
    parents = {clause.parent_number for clause in found.clauses}
    lacking = {
        clause.id: missing.lacks(proofs.get(clause.id, ()), today())
        for clause in found.clauses
        if clause.number not in parents
    }
    wanted = request.args.get("missing", "")
    if wanted not in words.LACKS:
        wanted = ""
    shown = [
        clause
        for clause in found.clauses
        if not wanted or any(lack.code == wanted for lack in lacking.get(clause.id, ()))
    ]
    others = {one.id: one for one in queries.editions(session)}
    pairs = queries.mapped_editions(session)
    return page(
        "qms/standards/edition.html",
        edition=found,
        state=state_of(found),
        tree=_tree(shown),
        ways=queries.ways(session, found.id),
        proofs=proofs,
        lacking=lacking,
        counts={
            code: sum(any(lack.code == code for lack in listed) for listed in lacking.values())
            for code in words.LACKS
        },
        missing=wanted,
        earlier=[others[one] for one, later in pairs if later == found.id],
        later=[others[later] for one, later in pairs if one == found.id],
        unmapped=[
            one
            for one in others.values()
            if one.id != found.id
            and (one.id, found.id) not in pairs
            and (found.id, one.id) not in pairs
        ],
        said=words,
        kinds=ProofKind,
    )


def _tree(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Clauses below their parents, each ``{clause, children}``, in the order of the standard."""
    nodes = {clause.number: {"clause": clause, "children": []} for clause in clauses}
    roots: list[dict[str, Any]] = []
    for clause in clauses:
        parent: Any = nodes.get(clause.parent_number) if clause.parent_number else None
        (parent["children"] if parent else roots).append(nodes[clause.number])
    return roots
