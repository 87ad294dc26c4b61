"""Figures about findings, as charts with their tables."""

from __future__ import annotations

from flask import Response

from ...charts import Bar, bar_chart
from ...http import db_session, guarded, module, page, query_int, signed_in
from ...i18n import number, t, tn
from .. import labels, queries
from ..queries.figures import figures
from ._shared import routes, today

_TONES = {"major": "bad", "minor": "attention", "observation": "neutral"}
_MOST_UNITS = 15


@routes.get("/findings/figures")
@guarded("findings.read")
def show_figures() -> Response:
    """How many, how long, how often again, how often with effect; of a year or of all."""
    session, actor = db_session(), signed_in()
    year = query_int("year", 0, minimum=0, maximum=9999) or None
    found = figures(session, actor, today(), module().config.zone, year)
    ages = {
        "0-30": t("up to 30 days"),
        "31-90": t("31 to 90 days"),
        "91-180": t("91 to 180 days"),
        "181+": t("more than 180 days"),
    }
    charts = [
        bar_chart(
            [
                Bar(str(label), found.by_class[name], _TONES.get(name, "progress"))
                for name, label in labels.CLASSES.items()
                if found.by_class.get(name)
            ],
            t("By class"),
            t("How many findings each class has."),
            unit=t("Findings"),
        ),
        bar_chart(
            [Bar(f"{code} {name}", value) for code, name, value in found.by_unit[:_MOST_UNITS]],
            t("By unit"),
            t("Units with the most findings first."),
            unit=t("Findings"),
        ),
        bar_chart(
            [Bar(month, value) for month, value in list(found.by_month.items())[-24:]],
            t("By month"),
            t("In which month they were raised."),
            unit=t("Findings"),
        ),
        bar_chart(
            [
                Bar(str(label), found.by_source[name])
                for name, label in labels.SOURCES.items()
                if found.by_source.get(name)
            ],
            t("By source"),
            t("Where they come from."),
            unit=t("Findings"),
        ),
        bar_chart(
            [
                Bar(ages[name], value, "bad" if name == "181+" and value else "progress")
                for name, value in found.ages.items()
                if found.active
            ],
            t("Age of what is not finished"),
            t("Days since unfinished findings were raised."),
            unit=t("Findings"),
        ),
        bar_chart(
            [
                Bar(
                    f"{labels.CLASSES[name]} ({tn('%(n)s finding', '%(n)s findings', closed)})",
                    median,
                )
                for name, (closed, median, _longest) in found.days_to_close.items()
            ],
            t("Days until closed, median"),
            t("Half of the closed findings of a class took no longer."),
            unit=t("Days"),
        ),
    ]
    share = found.effective_share
    return page(
        "qms/findings/figures.html",
        figures=found,
        charts=charts,
        year=year,
        years=queries.years(session, actor),
        share=f"{number(round(share * 100))}%" if share is not None else "—",
    )
