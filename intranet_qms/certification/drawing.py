"""The road to certification as a picture: years from left to right, a lane for each kind of thing.

The picture repeats the list below it for the eye and is hidden from screen readers. No script and
no style attribute, so the strictest content policy allows it; it prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from ..i18n import t

YEAR = 46
"""Width of a year; the whole is as wide as its years, and its frame scrolls."""
_LEFT, _RIGHT, _TOP, _LANE = 14, 14, 30, 44
_BAR, _MARK = 22, 7
TONES = frozenset({"progress", "neutral", "good", "attention", "bad", "quiet"})


@dataclass(frozen=True, slots=True)
class Span:
    """A certificate: from its first to its last day. ``name`` is written where it fits."""

    name: str
    first: date
    last: date
    tone: str = "good"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a day. ``lane``: 0 for what the office did, 1 for audits.

    ``open``: it is still ahead.
    """

    name: str
    day: date
    lane: int
    open: bool = False


def timeline(spans: Sequence[Span], marks: Sequence[Mark], today: date) -> Markup:
    """The picture, or nothing where there is nothing to draw."""
    days = [one.first for one in spans] + [one.last for one in spans] + [one.day for one in marks]
    if not days:
        return Markup("")
    first, last = min(days).year, max(max(days), today).year + 1
    rows = _rows(spans)
    width = _LEFT + (last - first) * YEAR + _RIGHT
    height = _TOP + _LANE * 2 + max(1, max(rows, default=0) + 1) * (_BAR + 8) + 10
    parts = [_grid(first, last, height)]
    parts += [_mark(one, first) for one in marks]
    parts += [_span(one, row, first) for one, row in zip(spans, rows, strict=True)]
    if first <= today.year < last:
        parts.append(_today(today, first, height))
    return Markup(
        '<svg class="qms-road" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' aria-hidden="true" focusable="false">{parts}</svg>'
    ).format(width=width, height=height, parts=Markup("").join(parts))


def _x(day: date, first_year: int) -> int:
    return _LEFT + round((day.year - first_year + (day.timetuple().tm_yday - 1) / 365.25) * YEAR)


def _rows(spans: Sequence[Span]) -> list[int]:
    """A row for each certificate, so that none covers another."""
    ends: list[date] = []
    rows = []
    for one in spans:
        for row, end in enumerate(ends):
            if end < one.first:
                ends[row] = one.last
                rows.append(row)
                break
        else:
            ends.append(one.last)
            rows.append(len(ends) - 1)
    return rows


def _grid(first: int, last: int, height: int) -> Markup:
    lines = []
    for year in range(first, last + 1):
        x = _LEFT + (year - first) * YEAR
        lines.append(
            Markup(
                '<line class="qms-road__year" x1="{x}" x2="{x}" y1="24" y2="{y}"></line>'
            ).format(x=x, y=height - 4)
        )
        if year < last:
            lines.append(
                Markup('<text class="qms-road__label" x="{x}" y="16">{year}</text>').format(
                    x=x + 4, year=year
                )
            )
    return Markup("").join(lines)


def _mark(mark: Mark, first: int) -> Markup:
    x, y = _x(mark.day, first), _TOP + mark.lane * _LANE + _LANE // 2
    kind = "ahead" if mark.open else "done"
    title = Markup("<title>{}</title>").format(mark.name)
    if mark.lane == 0:
        return Markup(
            '<rect class="qms-road__mark" data-kind="{kind}" x="{x}" y="{y}" width="{side}"'
            ' height="{side}">{title}</rect>'
        ).format(kind=kind, x=x - _MARK + 1, y=y - _MARK + 1, side=_MARK * 2 - 2, title=title)
    return Markup(
        '<circle class="qms-road__mark" data-kind="{kind}" cx="{x}" cy="{y}" r="{r}">{title}</circle>'
    ).format(kind=kind, x=x, y=y, r=_MARK, title=title)


def _span(span: Span, row: int, first: int) -> Markup:
    x, end = _x(span.first, first), _x(span.last, first)
    y = _TOP + _LANE * 2 + row * (_BAR + 8)
    tone = span.tone if span.tone in TONES else "neutral"
    width = max(4, end - x)
    # A letter takes about seven; what does not fit stands in the list.
    fits = len(span.name) * 7 + 12 <= width
    text = (
        Markup('<text class="qms-road__name" x="{x}" y="{y}">{name}</text>').format(
            x=x + 6, y=y + 16, name=span.name
        )
        if fits
        else Markup("")
    )
    return Markup(
        '<g data-tone="{tone}"><rect class="qms-road__bar" x="{x}" y="{y}" width="{width}"'
        ' height="{height}" rx="2"><title>{name}</title></rect>{text}</g>'
    ).format(tone=tone, x=x, y=y, width=width, height=_BAR, name=span.name, text=text)


def _today(today: date, first: int, height: int) -> Markup:
    x = _x(today, first)
    return Markup(
        '<line class="qms-road__today" x1="{x}" x2="{x}" y1="20" y2="{y}"></line>'
        '<text class="qms-road__now" x="{tx}" y="{ty}">{word}</text>'
    ).format(x=x, y=height - 4, tx=x + 4, ty=_TOP + 4, word=t("today"))
