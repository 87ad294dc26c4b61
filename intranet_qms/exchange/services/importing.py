"""Import a register from a sheet: take the file, show what it would do, do it.

The file is kept as it was sent. What is done is worked out once more from the file and compared
with what was shown: whoever agrees to an import agrees to what they saw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ... import access
from ...db import insert_rows
from ...documents import queries as documents_queries
from ...documents import services as documents
from ...errors import Invalid
from ...files import services as files
from ...host import Actor, Clock, FileStore
from ...i18n import t
from ...sheet_reading import explain_refusal
from ...trail.services import record
from .. import columns as fields
from ..known import Known, know
from ..models import ExchangeLine, ExchangeRun
from ..plan import Plan, make_plan
from ..reading import Sheet, WorkbookRefused, read_sheet
from ..workflow import Outcome, RunKind, RunState
from . import running
from .entering import enter_changes, enter_new, relate_new

AT_ONCE = 300
"""Rows that are worked out while the person waits; more are the worker's."""

_CSV, _XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    data: bytes,
    name: str,
    *,
    today: date,
) -> ExchangeRun:
    """Take a file. A small one whose headings are all understood is checked at once.

    Raises:
        Forbidden: ``exchange.manage``.
        Invalid: no sheet, damaged, or more than is taken; field ``file`` says why.
    """
    access.require(actor, "exchange.manage")
    try:
        sheet = read_sheet(data)
    except WorkbookRefused as error:
        sentence = explain_refusal(error.code, error.parameters)
        raise Invalid("exchange.file_refused", sentence, fields={"file": [sentence]}) from error
    kept = files.store(
        session, clock, store, data,
        files.Content(_XLSX if data.startswith(b"PK") else _CSV), person_id=actor.person_id,
    )  # fmt: skip
    guessed = fields.guess(sheet.headers)
    run = running.begin(
        session, actor, clock, RunKind.IMPORT, RunState.MAPPING,
        file_sha256=kept.sha256, file_name=_plain_name(name),
        choices={
            "columns": {str(index): field for index, field in guessed.items()},
            "headers": {str(index): text[:200] for index, text in sheet.headers.items()},
            "samples": _samples(sheet),
        },
        counts={"rows": len(sheet.rows)},
    )  # fmt: skip
    record(
        session, actor, clock, "exchange.upload", "exchange_run", run.uuid,
        {"file": run.file_name, "sha256": kept.sha256, "rows": len(sheet.rows)},
    )  # fmt: skip
    unknown = [
        text
        for index, text in sheet.headers.items()
        if index not in guessed and not fields.is_shown_only(text)
    ]
    if not fields.missing(list(guessed.values())) and not unknown:
        _start_check(session, clock, run, sheet, today)
    return run


def _samples(sheet: Sheet) -> dict[str, str]:
    """The first value of each column, to recognise it by."""
    found: dict[str, str] = {}
    for _, cells in sheet.rows[:50]:
        for index, cell in cells.items():
            found.setdefault(str(index), cell.text[:80])
    return found


def _plain_name(name: str) -> str:
    """The name of a file as a person may read it: no path, nothing that cannot be shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in last if one.isprintable())[:200] or "register"


def map_columns(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    run: ExchangeRun,
    columns: Mapping[int, str],
    *,
    edition: str = "",
    today: date,
) -> None:
    """Say which column is what, and have the file checked.

    Raises:
        Forbidden, Conflict; Invalid: a needed field has no column, or one field has two.
    """
    access.require(actor, "exchange.manage")
    chosen = {index: name for index, name in columns.items() if name in fields.BY_NAME}
    problems: dict[str, list[str]] = {}
    for index, name in chosen.items():
        if list(chosen.values()).count(name) > 1:
            heading = str(fields.BY_NAME[name].heading)
            problems[f"column-{index}"] = [t("Two columns are “%(name)s”.", name=heading)]
    if "code" not in chosen.values():
        problems.setdefault("column-0", []).append(t("Say which column holds the code."))
    if problems:
        raise Invalid("exchange.columns", t("The columns are not clear yet."), fields=problems)
    choices = {**run.choices, "columns": {str(k): v for k, v in chosen.items()}}
    run.choices = {**choices, "edition": edition[:80]}
    session.flush()
    _start_check(session, clock, run, None, today, store)


def _start_check(
    session: Session,
    clock: Clock,
    run: ExchangeRun,
    sheet: Sheet | None,
    today: date,
    store: FileStore | None = None,
) -> None:
    small = int(run.counts.get("rows", 0)) <= AT_ONCE
    running.move(session, run, RunState.CHECKING, progress=0, stage="waiting", heartbeat_at=None)
    if small:
        if sheet is None and store is not None:
            sheet = read_sheet(_bytes(session, store, run))
        if sheet is not None:
            check(session, clock, run, sheet, today)
            return
    running.hand_over(session, clock, run)


def _bytes(session: Session, store: FileStore, run: ExchangeRun) -> bytes:
    kept = files.by_hash(session, run.file_sha256 or "")
    if kept is None:
        raise FileNotFoundError(run.file_sha256)
    return files.read(store, kept)


def chosen_columns(run: ExchangeRun) -> dict[int, str]:
    """The field of each column of the run's file."""
    return {int(index): name for index, name in run.choices.get("columns", {}).items()}


def work_out(
    session: Session,
    run: ExchangeRun,
    sheet: Sheet,
    today: date,
    advance: Callable[[float], None] = lambda _part: None,
) -> tuple[Plan, Known]:
    """What the file would do to the register as it is now."""
    known = know(session, run.choices.get("edition", ""))
    columns = chosen_columns(run)
    if "body" in columns.values():
        known.bodies = _bodies(session, sheet, columns, known)
    return make_plan(sheet, columns, known, today, advance=advance), known


def _bodies(
    session: Session, sheet: Sheet, columns: Mapping[int, str], known: Known
) -> dict[int, str]:
    at = {name: index for index, name in columns.items()}
    named = {
        known.documents[code].id
        for _, cells in sheet.rows
        if at["body"] in cells
        and (code := cells[at["code"]].text.casefold() if at["code"] in cells else "")
        in known.documents
    }
    found = documents_queries.bodies_in_force(session, sorted(named))
    return {one: body.strip() for one, body in found.items()}


def check(
    session: Session,
    clock: Clock,
    run: ExchangeRun,
    sheet: Sheet,
    today: date,
    plan: Plan | None = None,
) -> None:
    """Work out what the file would do and show it; nothing of the register is changed."""
    if plan is None:
        plan, _ = work_out(session, run, sheet, today)
    show(session, run, plan)
    running.move(
        session, run, RunState.CHECKED,
        counts=plan.counts, fingerprint=plan.fingerprint, progress=100, stage="done",
        heartbeat_at=None,
    )  # fmt: skip


def show(session: Session, run: ExchangeRun, plan: Plan) -> None:
    """Keep the lines of a plan in place of those before."""
    session.execute(
        delete(ExchangeLine)
        .where(ExchangeLine.run_id == run.id)
        .execution_options(synchronize_session=False)
    )
    insert_rows(
        session,
        ExchangeLine.__table__,  # type: ignore[arg-type]
        [
            {
                "run_id": run.id,
                "row": line.row,
                "code": line.code[:80],
                "title": line.title[:400],
                "outcome": line.outcome.value,
                "changes": line.changes,
                "notes": line.notes,
            }
            for line in plan.lines
        ],
    )


def decide(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    run: ExchangeRun,
    *,
    skip_wrong: bool,
    update_existing: bool,
    today: date,
) -> bool:
    """Agree to what was shown. Small files are done at once, others by the worker.

    Args:
        skip_wrong: leave rows with mistakes out; otherwise any mistake stops the whole.
        update_existing: change documents that are there; otherwise they are left as they are.

    Returns:
        Whether it is done already. False also when the register changed meanwhile: the run is
        shown anew.

    Raises:
        Forbidden, Conflict; Invalid: there are mistakes and they are not to be skipped, or
            nothing is left to do.
    """
    access.require(actor, "exchange.manage")
    counts = run.counts
    if counts.get("wrong") and not skip_wrong:
        raise Invalid(
            "exchange.has_errors",
            t("There are mistakes in the file, so nothing was imported."),
            fields={
                "errors": [t("Correct the file, or choose to leave out the rows with mistakes.")]
            },
        )
    if not counts.get("make") and not (update_existing and counts.get("update")):
        raise Invalid("exchange.nothing", t("With these choices nothing would change."))
    run.choices = {**run.choices, "skip_wrong": skip_wrong, "update_existing": update_existing}
    session.flush()
    running.move(session, run, RunState.APPLYING, progress=0, stage="waiting", heartbeat_at=None)
    if int(counts.get("rows", 0)) > AT_ONCE:
        running.hand_over(session, clock, run)
        return False
    return apply(session, actor, clock, run, read_sheet(_bytes(session, store, run)), today)


def apply(
    session: Session,
    actor: Actor,
    clock: Clock,
    run: ExchangeRun,
    sheet: Sheet,
    today: date,
    plan_and_known: tuple[Plan, Known] | None = None,
) -> bool:
    """Do what was shown, in this transaction: all of it or nothing.

    Returns:
        Whether it was done. False: the register is not what it was at the check, and the run
        shows the new state and waits again.
    """
    # What is worked out here is written below: what others save in between would be lost.
    documents.lock_register(session)
    plan, known = plan_and_known or work_out(session, run, sheet, today)
    if plan.fingerprint != run.fingerprint:
        show(session, run, plan)
        running.move(
            session, run, RunState.CHECKED,
            counts={**plan.counts, "changed_meanwhile": 1}, fingerprint=plan.fingerprint,
            progress=100, stage="done", heartbeat_at=None,
        )  # fmt: skip
        return False
    update_existing = bool(run.choices.get("update_existing"))
    new = [line for line in plan.lines if line.outcome is Outcome.MAKE]
    made = enter_new(session, actor, clock, new, today)
    numbers = relate_new(session, new, made, known)
    updated = [x for x in plan.lines if x.outcome is Outcome.UPDATE] if update_existing else []
    enter_changes(session, actor, clock, run, updated, numbers)
    counts = {**plan.counts, "made": len(made), "updated": len(updated)}
    running.move(
        session, run, RunState.DONE,
        counts=counts, progress=100, stage="done", finished_at=clock.now(), heartbeat_at=None,
    )  # fmt: skip
    record(
        session, actor, clock, "exchange.import", "exchange_run", run.uuid,
        {"file": run.file_name, "sha256": run.file_sha256, **counts},
    )  # fmt: skip
    return True
