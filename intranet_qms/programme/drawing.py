"""The year as bars: what was planned and what became of it, one row an entry, drawn on the server.

Every bar is a link that the keyboard reaches and that says in words what the picture shows; the
list beside it says the same. No script and no style attribute; it prints.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import get_month_names
from markupsafe import Markup

from ..i18n import current_locale, t

_LEFT, _TOP, _ROW, _MONTH, _RIGHT = 92, 28, 28, 94, 8
_LETTERS = 11
"""How much of a code fits in front of the bars."""
TONES = frozenset({"progress", "neutral", "good", "attention", "bad", "quiet"})


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. ``words``: what the row says to who does not see it. ``exact``: a day is known."""

    code: str
    words: str
    url: str
    tone: str
    first: date | None
    last: date | None
    exact: bool
    audit_first: date | None = None
    audit_last: date | None = None
    late: bool = False


def bars(rows: Sequence[Row], year: int, today: date) -> Markup:
    """The picture, or nothing where there is nothing to draw."""
    if not rows:
        return Markup("")
    width, height = _LEFT + 12 * _MONTH + _RIGHT, _TOP + len(rows) * _ROW + 8
    parts = [_months(year, height)]
    parts += [_row(row, number, year) for number, row in enumerate(rows)]
    if today.year == year:
        parts.append(_today(today, height))
    return Markup(
        '<svg class="qms-year" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' role="group" aria-label="{label}">{parts}</svg>'
    ).format(
        width=width, height=height, parts=Markup("").join(parts),
        label=t("The programme of %(year)s as bars", year=year),
    )  # fmt: skip


def _x(day: date) -> float:
    days = calendar.monthrange(day.year, day.month)[1]
    return round(_LEFT + (day.month - 1 + (day.day - 1) / days) * _MONTH, 1)


def _months(year: int, height: int) -> Markup:
    names = get_month_names("abbreviated", context="stand-alone", locale=current_locale())
    return Markup("").join(
        Markup(
            '<line class="qms-year__line" x1="{x}" x2="{x}" y1="20" y2="{y}"></line>'
            '<text class="qms-year__month" x="{tx}" y="15" aria-hidden="true">{name}</text>'
        ).format(x=_LEFT + (month - 1) * _MONTH, tx=_LEFT + (month - 1) * _MONTH + 4, y=height - 4,
                 name=names[month])
        for month in range(1, 13)
    )  # fmt: skip


def _row(row: Row, number: int, year: int) -> Markup:
    y = _TOP + number * _ROW
    code = row.code if len(row.code) <= _LETTERS else row.code[: _LETTERS - 1] + "…"
    tone = row.tone if row.tone in TONES else "neutral"
    parts = [
        Markup('<text class="qms-year__code" x="4" y="{y}">{code}</text>').format(
            y=y + 17, code=code
        )
    ]
    if row.first is not None and row.last is not None:
        parts.append(_bar(row.first, row.last, y + 4, 9, "planned" if row.exact else "month"))
    if row.audit_first is not None and row.audit_last is not None:
        begin, end = max(row.audit_first, date(year, 1, 1)), min(row.audit_last, date(year, 12, 31))
        parts += [_bar(begin, end, y + 15, 9, "audit")] if begin <= end else []
    if row.late:
        tip = _x(row.last) + 10 if row.last is not None and row.last.year == year else _LEFT
        points = f"{tip + 8},{y + 3} {tip + 14},{y + 14} {tip + 2},{y + 14}"
        parts.append(
            Markup('<polygon class="qms-year__late" points="{points}"></polygon>').format(
                points=points
            )
        )
    return Markup(
        '<a class="qms-year__row" href="{url}" aria-label="{words}" data-tone="{tone}">'
        '<title>{words}</title><rect class="qms-year__hit" x="0" y="{y}" width="{width}"'
        ' height="{row}"></rect>{parts}</a>'
    ).format(
        url=row.url, words=row.words, tone=tone, y=y, row=_ROW, width=_LEFT + 12 * _MONTH,
        parts=Markup("").join(parts),
    )  # fmt: skip


def _bar(first: date, last: date, y: int, height: int, kind: str) -> Markup:
    begin = _x(first)
    end = _x(last) + _MONTH / 30 if last.year == first.year else _LEFT + 12 * _MONTH
    return Markup(
        '<rect class="qms-year__bar" data-kind="{kind}" x="{x}" y="{y}" width="{width}"'
        ' height="{height}" rx="2"></rect>'
    ).format(kind=kind, x=begin, y=y, width=round(max(7.0, end - begin), 1), height=height)


def _today(today: date, height: int) -> Markup:
    return Markup(
        '<line class="qms-year__today" x1="{x}" x2="{x}" y1="20" y2="{y}"></line>'
    ).format(x=_x(today), y=height - 4)
