"""A report job's page, which the browser asks again while the job lives, and its file."""

from __future__ import annotations

import unicodedata
import uuid
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, make_response, redirect, url_for

from .. import access
from ..errors import Conflict, not_found
from ..files import services as files_services
from ..http import Routes, clock, db_session, guarded, module, page, signed_in
from ..i18n import t
from . import queries, services
from .models import ReportJob

routes = Routes("reports")


@dataclass(frozen=True, slots=True)
class JobView:
    """What the macro `ui.progress` shows of a job."""

    uuid: uuid.UUID
    state: str
    progress: int
    message: str


def job_view(job: ReportJob) -> JobView:
    """A job in the reader's words."""
    stages = {
        "waiting": t("Waiting for its turn."),
        "data": t("Collecting data."),
        "photos": t("Preparing photos."),
        "pages": t("Laying out pages."),
        "done": t("The report is ready."),
    }
    message = stages.get(job.stage, "")
    if job.state == "failed":
        message = t("The report could not be made.") + " "
        message += t("Error code: %(code)s", code=job.error_code)
    return JobView(job.uuid, job.state, job.progress, message)


def _job(job_uuid: uuid.UUID) -> ReportJob:
    """The job, if the reader may see its subject. Raises NotFound, Forbidden."""
    found = queries.by_uuid(db_session(), job_uuid)
    if found is None:
        raise not_found("reports.no_job")
    actor = signed_in()
    allowed = services.kind_of(found.kind).allowed(db_session(), actor, found.subject_uuid)
    access.require(actor, "reports.see", allowed)
    return found


@routes.get("/reports/<uuid:job_uuid>")
@guarded("reports.see")
def job(job_uuid: uuid.UUID) -> Response:
    """The state of the job."""
    found = _job(job_uuid)
    kind = services.kind_of(found.kind)
    about = kind.subject(db_session(), found.subject_uuid) if kind.subject else None
    crumbs = [
        {"label": label, "url": url_for(f"qms.{endpoint}", **values)}
        for label, endpoint, values in (about.crumbs if about else ())
    ]
    title = about.title if about else found.file_name or t("Printout")
    return page(
        "qms/reports/job.html",
        job=job_view(found),
        title=title,
        file_name=found.file_name,
        crumbs=[*crumbs, {"label": title}],
    )


@routes.post("/reports/<uuid:job_uuid>/again")
@guarded("reports.see")
def again(job_uuid: uuid.UUID) -> Response:
    """Ask for the same report once more."""
    old = _job(job_uuid)
    new = services.request_report(
        db_session(), signed_in(), clock(), old.kind, old.subject_uuid, language=old.language
    )
    target = url_for("qms.reports_job", job_uuid=new.uuid)
    return make_response(redirect(target, code=303))


@routes.get("/reports/<uuid:job_uuid>/file")
@guarded("reports.see")
def file(job_uuid: uuid.UUID) -> Response:
    """The finished PDF, as an attachment."""
    found = _job(job_uuid)
    stored = files_services.by_hash(db_session(), found.file_sha256 or "")
    if stored is None:
        raise Conflict(
            "reports.not_ready",
            t("The report is not ready yet."),
            way_out=t("Wait until it is made, then download it."),
        )
    response = Response(files_services.stream(module().files, stored), mimetype=stored.media_type)
    response.content_length = stored.size
    response.headers["Content-Disposition"] = attachment(found.file_name or "report.pdf")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(stored.sha256)
    return response


_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "/": "-", "\\": "-", '"': "'"})


def attachment(name: str) -> str:
    """The value of Content-Disposition for a file name (RFC 6266, RFC 8187).

    Old programs read the plain form without Polish letters, all others the second one.
    """
    name = "".join(character for character in name if character.isprintable())
    flat = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    plain = flat.encode("ascii", "ignore").decode()
    full = quote(name.replace("/", "-").replace("\\", "-"), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
