"""What the pages of checklists share."""

from __future__ import annotations

from flask import url_for

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


def unit_options() -> list[tuple[int, str]]:
    """The units for a choice in a form, in the reader's language."""
    return [(one[0], localized(one[1], one[2])) for one in people.unit_choices(db_session())]
