"""Pages of the designer: begin a checklist, write its draft, see it as a phone shows it."""

from __future__ import annotations

import dataclasses

from flask import Response, flash, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from ...access import require
from ...errors import Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from ...standards import queries as standards
from .. import designing, hooks, queries
from ..models import ChecklistVersion
from ..workflow import VersionState
from ._shared import address_of, open_designer, routes, unit_options
from .showing import note_line

PREVIEW_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


def _copied() -> ChecklistVersion | None:
    """The version that the form was opened for: ``from=archive/2``; None for a blank one."""
    key, _slash, number = request.args.get("from", "")[:100].rpartition("/")
    if not key or not (number.isascii() and number.isdigit() and len(number) < 9):
        return None
    return queries.version(db_session(), key, int(number))


@routes.get("/checklists/-/new")
@guarded("checklists.manage")
def new() -> Response:
    """Begin a checklist, blank or as a copy of a version."""
    copied = _copied()
    values = {}
    if copied is not None:
        values = {
            "title_pl": f"{copied.content['title_pl']} (kopia)"[:300],
            "title_en": f"{copied.content['title_en']} (copy)"[:300],
        }
    return _form(copied, values, {})


def _form(
    copied: ChecklistVersion | None,
    values: dict[str, str],
    errors: dict[str, list[str]],
    status: int = 200,
) -> Response:
    session = db_session()
    return page(
        "qms/checklists/new.html",
        status=status,
        copied=copied,
        values=values,
        errors=errors,
        editions=[
            (f"{one.standard}:{one.edition}", f"{one.standard}:{one.edition}")
            for one in standards.editions(session)
        ],
        kinds=hooks.kinds(),
        units=unit_options(),
    )


@routes.post("/checklists/-/new")
@guarded("checklists.manage")
def create() -> BaseResponse:
    """Begin a draft, and open it in the designer."""
    session, actor = db_session(), signed_in()
    copied = _copied()
    names = ("title_pl", "title_en", "standard", "kind", "unit")
    values = {name: request.form.get(name, "")[:1000].replace("\x00", "") for name in names}
    try:
        if copied is not None:
            made = designing.copy(
                session, actor, clock(), copied,
                title_pl=values["title_pl"], title_en=values["title_en"],
            )  # fmt: skip
        else:
            standard, _colon, edition = values["standard"].partition(":")
            made = designing.begin(
                session, actor, clock(), title_pl=values["title_pl"], title_en=values["title_en"],
                standard=standard, edition=edition,
            )  # fmt: skip
            _keep_purpose(made, values)
    except Invalid as error:
        session.rollback()
        return _form(copied, values, error.fields, 422)
    return open_designer(made)


def _keep_purpose(version: ChecklistVersion, values: dict[str, str]) -> None:
    raw = values["unit"]
    unit_id = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    designing.set_purpose(
        db_session(), signed_in(), clock(), version.template, unit_id=unit_id, kind=values["kind"]
    )


@routes.post("/checklists/<key>/versions/<int:number>/draft")
@guarded("checklists.manage")
def draft(key: str, number: int) -> BaseResponse:
    """A new draft that begins as this version, open in the designer."""
    version = queries.version(db_session(), key, number)
    made = designing.branch(db_session(), signed_in(), clock(), version)
    return open_designer(made)


@routes.post("/checklists/<key>/versions/<int:number>/purpose")
@guarded("checklists.manage")
def purpose(key: str, number: int) -> BaseResponse:
    """Say which unit and which kind of audits a checklist is for."""
    version = queries.version(db_session(), key, number)
    values = {name: request.form.get(name, "")[:20] for name in ("kind", "unit")}
    _keep_purpose(version, values)
    flash(t("Saved."), "good")
    return redirect(address_of(version), code=303)


@routes.get("/checklists/<key>/versions/<int:number>/design")
@guarded("checklists.manage")
def design(key: str, number: int) -> BaseResponse:
    """The designer of a draft; a version that is no draft any more is only shown."""
    version = queries.version(db_session(), key, number)
    if version.state != VersionState.DRAFT:
        return redirect(address_of(version), code=303)
    return page(
        "qms/checklists/design.html",
        version=version,
        template=version.template,
        notes=[dataclasses.asdict(note_line(note)) | {"place": note_line(note).place}
               for note in version.import_notes],
    )  # fmt: skip


@routes.get("/checklists/<key>/versions/<int:number>/preview")
@guarded("checklists.read")
def preview(key: str, number: int) -> Response:
    """The questions as a phone shows them, to try out; nothing that is answered here is kept."""
    version = queries.version(db_session(), key, number)
    if version.state == VersionState.DRAFT:
        require(signed_in(), "checklists.manage")
    response = page("qms/checklists/preview.html", version=version, template=version.template)
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response
