"""How far the programme of the year is, on the page of the state of the whole."""

from __future__ import annotations

from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from ..access import decide
from ..host import Actor
from ..i18n import t
from ..overview.hooks import Figure, Part, part_source
from .queries.following import counts
from .queries.programmes import years
from .workflow import Standing


@part_source
def programme_of_the_year(session: Session, actor: Actor, today: date) -> Part | None:
    """Entries of this year's programme: all, held, late. A fixed number of queries, one where
    there is no programme."""
    if not decide(actor, "programme.read"):
        return None
    programme = next((one for one in years(session) if one.year == today.year), None)
    if programme is None:
        return None
    found = counts(session, [programme], today)[programme.id]
    held, late = found.get(Standing.DONE, 0), found.get(Standing.LATE, 0)
    everything = sum(found.values())
    url = url_for("qms.programme_show", year=programme.year)
    return Part(
        t("Audit programme %(year)s", year=programme.year),
        (
            Figure(t("Entries"), everything, url),
            Figure(
                t("Held so far"),
                held,
                url,
                f"{held * 100 // everything}%" if everything else "",
                "good" if held and held == everything else "neutral",
            ),
            Figure(
                t("Late"),
                late,
                url,
                t("past their time") if late else t("nothing is overdue"),
                "bad" if late else "good",
            ),
        ),
        url=url,
        order=10,
    )
