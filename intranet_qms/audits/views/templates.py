"""The office's own template of audit reports: uploaded, tried out, used, withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for

from ...errors import not_found
from ...files import services as files
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import LOCALES, current_locale, t
from ...reports.docx_check import LARGEST_FILE, problems_of_template
from ...reports.docx_default import default_template
from ...reports.docx_fields import FIELDS
from ...reports.docx_render import DOCX
from ...reports.views import attachment
from .. import queries, services
from ._shared import routes


@routes.get("/audits/report-template")
@guarded("audits.templates")
def templates() -> Response:
    """The template in use, those before it, and what a template may show."""
    return _shown()


def _shown(errors: Mapping[str, Any] | None = None, status: int = 200) -> Response:
    session = db_session()
    return page(
        "qms/audits/report_template.html",
        status=status,
        in_use=queries.template_in_use(session),
        kept=queries.all_templates(session),
        fields=[(name, str(label)) for name, label in FIELDS],
        errors=errors or {},
    )


@routes.post("/audits/report-template")
@guarded("audits.templates")
def keep_template() -> Response:
    """Try a template out and keep it where nothing is wrong, or withdraw one."""
    session, actor = db_session(), signed_in()
    if request.form.get("withdraw"):
        try:
            wanted = uuid.UUID(request.form["withdraw"])
        except ValueError as error:
            raise not_found() from error
        found = queries.template_by_uuid(session, wanted)
        if found is None:
            raise not_found()
        services.withdraw_template(session, actor, clock(), found)
        flash(t("The template is not used any more."), "good")
        return make_response(redirect(url_for("qms.audits_templates"), code=303))
    sent = request.files.get("template")
    if sent is None or not sent.filename:
        return _shown({"template": [t("Choose a file.")]}, 422)
    data = sent.stream.read(LARGEST_FILE + 1)
    wrong = problems_of_template(data, module().config.home / "work", current_locale())
    if wrong:
        return _shown({"template": wrong}, 422)
    services.keep_template(session, actor, clock(), module().files, data, sent.filename)
    flash(t("The template was tried out and is used from now on."), "good")
    return make_response(redirect(url_for("qms.audits_templates"), code=303))


@routes.get("/audits/report-template/file")
@guarded("audits.templates")
def template_file() -> Response:
    """The built-in template (``language``), or one that was uploaded (``template``)."""
    asked = request.args.get("template", "")
    if asked:
        try:
            found = queries.template_by_uuid(db_session(), uuid.UUID(asked))
        except ValueError as error:
            raise not_found() from error
        if found is None:
            raise not_found()
        return _download(files.read(module().files, found.file), found.file_name)
    language = request.args.get("language", "")
    language = language if language in LOCALES else current_locale()
    return _download(default_template(language), t("Audit report template") + f" ({language}).docx")


def _download(data: bytes, name: str) -> Response:
    response = Response(data, mimetype=DOCX)
    response.headers["Content-Disposition"] = attachment(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
