"""What the pages of findings share."""

from __future__ import annotations

import uuid
from datetime import date

from flask import Response, flash, make_response, redirect, request, url_for

from ...http import (
    Routes,
)
from ...http import today as today
from ...i18n import t
from ...personal_data import kinds_in
from ..models import Finding
from ..services import TEXTS

routes = Routes("findings")


def form_number(name: str) -> int | None:
    """A choice of the form as a number; None for nothing or anything else."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def form_day(name: str) -> date | None:
    """A day of the form; None for nothing or anything else."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def to_finding(finding: Finding) -> Response:
    """Back to the finding's page."""
    return make_response(redirect(url_for("qms.findings_show", number=finding.number), code=303))


def form_uuid(name: str) -> uuid.UUID | None:
    """An identifier of the form; None for nothing or anything else."""
    try:
        return uuid.UUID(request.form.get(name, ""))
    except ValueError:
        return None


def warn_of_personal_data() -> None:
    """Say so where words that were just kept look like they hold personal data; of the finding's
    own texts its page says it for as long as they do."""
    found = kinds_in(
        *(value for name, value in request.form.items() if len(value) > 8 and name not in TEXTS)
    )
    if found:
        kinds = ", ".join(found)
        flash(t("This looks like personal data: %(kinds)s", kinds=kinds), "attention")
