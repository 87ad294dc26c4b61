"""The way from one edition to another: every clause with its verdict, and one clause to decide."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...access import decide, require
from ...errors import Invalid, QMSError, not_found
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import localized, t
from ...people import queries as people
from ...workbook_writing import XLSX, Table, as_csv, as_xlsx
from .. import hooks, queries, services, sheets, words
from ..gap import Comparison, Line
from ..models import Clause, StandardEdition
from ..workflow import Verdict
from ._shared import as_file, comparison, form_day, form_number, form_numbers, routes, the_pair

SHOWN = ("gap", "carried_over", "proven", "to_do", "covered", "not_applicable", "new", "changed")
"""What the list of clauses can be narrowed to."""


@routes.get("/standards/<uuid:edition>/from/<uuid:earlier>")
@guarded("standards.read")
def changes(edition: uuid.UUID, earlier: uuid.UUID) -> Response:
    """What one edition asks for beside an earlier one, what proves it, and what was decided."""
    later_edition, earlier_edition = the_pair(edition, earlier)
    found = comparison(later_edition, earlier_edition)
    wanted = request.args.get("show", "")
    wanted = wanted if wanted in SHOWN else ""
    return page(
        "qms/standards/changes.html",
        later=later_edition,
        earlier=earlier_edition,
        comparison=found,
        lines=[one for one in found.lines if _is_shown(one, wanted)],
        shown=wanted,
        parts=_parts(found),
        mapped=any(line.came_from for line in found.lines),
        said=words,
    )


def _is_shown(line: Line, wanted: str) -> bool:
    if not wanted:
        return True
    if line.heading:
        return False
    if wanted in ("new", "changed"):
        return line.is_new if wanted == "new" else line.changed
    return line.standing == wanted


def _parts(found: Comparison) -> list[dict[str, Any]]:
    """The bar of the transition: how many clauses stand how, each with its share in per cent."""
    total = len(found.requirements) or 1
    return [
        {
            "standing": one,
            "count": found.standing(one),
            "share": round(found.standing(one) * 100 / total, 2),
        }
        for one in words.STANDINGS
    ]


@routes.get("/standards/<uuid:edition>/from/<uuid:earlier>/sheet.xlsx")
@guarded("standards.see_transition")
def transition_sheet(edition: uuid.UUID, earlier: uuid.UUID) -> Response:
    """The way as a workbook."""
    later_edition, earlier_edition = the_pair(edition, earlier)
    found = comparison(later_edition, earlier_edition)
    title = t(
        "From %(earlier)s to %(later)s", earlier=earlier_edition.label, later=later_edition.label
    )
    rows: list[list[Any]] = []
    for line in found.lines:
        if line.heading:
            rows.append([line.clause.number, _title(line.clause), *[""] * 9])
            continue
        verdict = line.verdict
        rows.append(
            [
                line.clause.number,
                _title(line.clause),
                ", ".join(link.clause.number for link in line.came_from) or t("new"),
                "\n".join(
                    note
                    for link in line.came_from
                    if (note := localized(link.note_pl, link.note_en))
                ),
                ", ".join(proof.code for proof in line.own or line.earlier),
                ", ".join(proof.code for proof in line.looked),
                str(words.STANDINGS[line.standing]),
                verdict.note if verdict else "",
                verdict.owner.name if verdict and verdict.owner else "",
                verdict.due_on if verdict else None,
                f"{verdict.decided_by}, {verdict.decided_at.date().isoformat()}" if verdict else "",
            ]
        )
    columns = [
        (t("Clause"), 10), (t("Title"), 50), (t("Came from"), 14), (t("What changed"), 40),
        (t("Documents"), 26), (t("Audits and findings"), 26), (t("State"), 18), (t("Note"), 50),
        (t("Who does it"), 24), (t("Due date"), 14), (t("Decided by"), 30),
    ]  # fmt: skip
    dropped = Table(
        t("Dropped clauses"),
        [(t("Clause"), 10), (t("Title"), 60)],
        [[one.number, _title(one)] for one in found.dropped],
    )
    return as_file(
        as_xlsx([Table(t("Transition"), columns, rows), dropped], title=title), XLSX,
        f"{earlier_edition.label}-{later_edition.label}.xlsx",
    )  # fmt: skip


@routes.get("/standards/<uuid:edition>/from/<uuid:earlier>/mapping.csv")
@guarded("standards.read")
def mapping_file(edition: uuid.UUID, earlier: uuid.UUID) -> Response:
    """The mapping as a sheet that can be loaded again."""
    later_edition, earlier_edition = the_pair(edition, earlier)
    lines = queries.mapping_lines(db_session(), earlier_edition.id, later_edition.id)
    return as_file(
        as_csv(sheets.mapping_table(lines)), "text/csv; charset=utf-8",
        f"{earlier_edition.label}-{later_edition.label}.csv",
    )  # fmt: skip


@routes.get("/standards/<uuid:edition>/from/<uuid:earlier>/<uuid:clause>")
@guarded("standards.see_transition")
def clause(edition: uuid.UUID, earlier: uuid.UUID, clause: uuid.UUID) -> Response:
    """One clause on the way: where it came from, what proves it, and what the office says."""
    later_edition, earlier_edition = the_pair(edition, earlier)
    return _clause_page(later_edition, earlier_edition, _clause_of(later_edition, clause), {}, {})


@routes.post("/standards/<uuid:edition>/from/<uuid:earlier>/<uuid:clause>")
@guarded("standards.see_transition")
def decide_clause(edition: uuid.UUID, earlier: uuid.UUID, clause: uuid.UUID) -> BaseResponse:
    """Keep a verdict, take it back, say that something was done, or say where a clause came from."""
    later_edition, earlier_edition = the_pair(edition, earlier)
    chosen = _clause_of(later_edition, clause)
    form = request.form
    try:
        told = _act(later_edition, earlier_edition, chosen, form.get("act", ""))
    except QMSError as error:
        if error.status not in (409, 422) or not (error.fields or error.status == 409):
            raise
        errors = error.fields or {"note": [error.message]}
        values: dict[str, Any] = {**form.to_dict(), "from_ids": form_numbers("from_ids")}
        return _clause_page(later_edition, earlier_edition, chosen, values, errors, error.status)
    flash(told, "good")
    return redirect(
        url_for("qms.standards_clause", edition=edition, earlier=earlier, clause=chosen.uuid),
        code=303,
    )


def _act(later: StandardEdition, earlier: StandardEdition, chosen: Clause, act: str) -> str:
    session, actor = db_session(), signed_in()
    form = request.form
    version = form_number("version") or 0
    known = queries.verdicts(session, earlier.id, later.id).get(chosen.id)
    # The right comes first: whoever may not decide is not asked to fill the form better.
    if act == "done":
        require(actor, "standards.report" if known else "standards.manage", known)
    else:
        require(actor, "standards.manage")
    if act == "map":
        services.map_clause(
            session, actor, clock(), earlier, chosen, form_numbers("from_ids"),
            note_pl=form.get("note_pl", ""), note_en=form.get("note_en", ""),
            seen_ids=form_numbers("seen_ids"),
        )  # fmt: skip
        return t("Where clause %(number)s came from was saved.", number=chosen.number)
    if act == "done" and known is not None:
        services.report_done(
            session, actor, clock(), known, form.get("done", ""), seen_version=version
        )
        return t("Thank you. The clause counts as covered now.")
    if act == "forget" and known is not None:
        services.take_back(session, actor, clock(), known, seen_version=version)
        return t("The verdict was taken back.")
    if form.get("verdict") not in set(Verdict):
        raise Invalid(
            "standards.verdict_invalid",
            t("The verdict cannot be saved like this."),
            fields={"verdict": [t("Choose a verdict.")]},
        )
    services.decide(
        session, actor, clock(), earlier, chosen,
        services.Decision(
            verdict=Verdict(form["verdict"]), note=form.get("note", ""),
            owner_id=form_number("owner_id"), due_on=form_day("due_on"),
        ),
        seen_version=version,
    )  # fmt: skip
    return t("The verdict on clause %(number)s was saved.", number=chosen.number)


def _clause_of(edition: StandardEdition, clause_uuid: uuid.UUID) -> Clause:
    for one in edition.clauses:
        if one.uuid == clause_uuid:
            return one
    raise not_found("standards.clause_not_found")


def _clause_page(
    later: StandardEdition,
    earlier: StandardEdition,
    chosen: Clause,
    values: dict[str, Any],
    errors: dict[str, list[str]],
    status: int = 200,
) -> Response:
    session, actor = db_session(), signed_in()
    found = comparison(later, earlier)
    line = next(one for one in found.lines if one.clause.id == chosen.id)
    verdict = line.verdict
    seen = [link.clause.id for link in line.came_from]
    notes = {(link.note_pl, link.note_en) for link in line.came_from}
    note_pl, note_en = notes.pop() if len(notes) == 1 else ("", "")
    order = [one.clause.id for one in found.requirements]
    place = order.index(chosen.id) if chosen.id in order else -1
    by_id = {one.id: one for one in later.clauses}
    return page(
        "qms/standards/clause.html",
        status=status,
        later=later,
        earlier=earlier,
        clause=chosen,
        line=line,
        proofs=hooks.proofs(session, actor, [chosen.id]).get(chosen.id, []),
        before=by_id[order[place - 1]] if place > 0 else None,
        after=by_id[order[place + 1]] if 0 <= place < len(order) - 1 else None,
        choices=[(one.id, f"{one.number} {_title(one)}") for one in earlier.clauses],
        everybody=people.people_choices(session),
        values={
            "verdict": str(verdict.verdict) if verdict else "",
            "note": verdict.note if verdict else "",
            "owner_id": verdict.owner_id if verdict else "",
            "due_on": verdict.due_on if verdict else "",
            "from_ids": seen,
            "note_pl": note_pl,
            "note_en": note_en,
            **values,
        },
        seen=seen,
        version=verdict.row_version if verdict else 0,
        errors=errors,
        manages=decide(actor, "standards.manage"),
        reports=verdict is not None
        and verdict.verdict == Verdict.TO_DO
        and bool(decide(actor, "standards.report", verdict)),
        said=words,
    )


def _title(one: Clause) -> str:
    return localized(one.title_pl, one.title_en)
