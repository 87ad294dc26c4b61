"""What the pages of checklists share."""

from __future__ import annotations

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ...access import decide
from ...http import Routes, db_session, signed_in
from ...i18n import localized
from ...people import queries as people
from ..models import ChecklistVersion
from ..workflow import VersionState

routes = Routes("checklists")


def visible(versions: list[ChecklistVersion]) -> list[ChecklistVersion]:
    """Drafts are shown to those who can publish them."""
    manages = bool(decide(signed_in(), "checklists.manage"))
    return [one for one in versions if manages or one.state != VersionState.DRAFT]


def address_of(version: ChecklistVersion) -> str:
    """The page of a version."""
    return url_for("qms.checklists_show_version", key=version.template.key, number=version.number)


def open_designer(version: ChecklistVersion) -> BaseResponse:
    """Lead to the designer of a draft, as a page of its own: it has scripts that a part has not."""
    address = url_for("qms.checklists_design", key=version.template.key, number=version.number)
    if request.headers.get("HX-Request"):
        return make_response("", 204, {"HX-Redirect": address})
    return redirect(address, code=303)


def unit_options() -> list[tuple[int, str]]:
    """The units for a choice in a form, in the reader's language."""
    return [(one[0], localized(one[1], one[2])) for one in people.unit_choices(db_session())]
