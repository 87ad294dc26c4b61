"""Charts as SVG drawn on the server, each with its figures in a table beside it.

No script and no style attribute: a chart is allowed by the strictest content policy, it prints,
and a screen reader gets the table instead of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .i18n import number, t

_LABEL_WIDTH = 216
_BAR_WIDTH = 400
_VALUE_WIDTH = 64
_ROW_HEIGHT = 32
_BAR_HEIGHT = 16
_LABEL_CHARACTERS = 30
TONES = frozenset({"progress", "neutral", "good", "attention", "bad", "quiet"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart.

    ``value`` is not negative and in the unit of the whole chart. ``tone`` is one of ``TONES``; it
    only repeats what the label says, since colour alone says nothing to some readers.
    """

    label: str
    value: float
    tone: str = "progress"


def bar_chart(rows: Sequence[Bar], title: str, description: str, *, unit: str = "") -> Markup:
    """Horizontal bars on one scale from zero, and the same figures as a table.

    Args:
        rows: the bars from top to bottom; none gives a sentence instead of an empty picture.
        title: what the chart shows, in a few words.
        description: the same for those who do not see it, with what can be read from it.
        unit: the unit of the values, shown in the table's heading ("days").

    Returns:
        A ``<figure>``.

    Raises:
        ValueError: a negative value, or an unknown tone.
    """
    for row in rows:
        if row.value < 0:
            raise ValueError(f"a bar cannot be negative: {row.label}")
        if row.tone not in TONES:
            raise ValueError(f"unknown tone: {row.tone}")
    if not rows:
        return Markup(
            '<figure class="qms-chart"><figcaption>{}</figcaption><p class="qms-soft">{}</p></figure>'
        ).format(title, t("There is nothing to show yet."))
    return Markup('<figure class="qms-chart"><figcaption>{}</figcaption>{}{}</figure>').format(
        title, _picture(rows, description), _table(rows, title, unit)
    )


def _picture(rows: Sequence[Bar], description: str) -> Markup:
    largest = max(row.value for row in rows) or 1
    width = _LABEL_WIDTH + _BAR_WIDTH + _VALUE_WIDTH
    drawn = Markup("").join(_bar(row, index, largest) for index, row in enumerate(rows))
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
        "{}</svg>"
    ).format(width, len(rows) * _ROW_HEIGHT, description, drawn)


def _bar(row: Bar, index: int, largest: float) -> Markup:
    middle = index * _ROW_HEIGHT + _ROW_HEIGHT / 2
    top = middle - _BAR_HEIGHT / 2
    # A value that is not zero stays visible however small it is beside the largest.
    length = max(2.0, _BAR_WIDTH * row.value / largest) if row.value else 0.0
    return Markup(
        '<g><title>{label}: {value}</title><text x="0" y="{text:g}">{short}</text>'
        '<rect class="qms-chart__track" x="{left}" y="{top:g}" width="{full}" height="{height}"/>'
        '<rect class="qms-chart__bar" data-tone="{tone}" x="{left}" y="{top:g}"'
        ' width="{length:.1f}" height="{height}"/>'
        '<text class="qms-chart__value" x="{end:.1f}" y="{text:g}">{value}</text></g>'
    ).format(
        label=row.label,
        short=_shortened(row.label),
        value=number(row.value),
        text=middle + 5,
        left=_LABEL_WIDTH,
        top=top,
        full=_BAR_WIDTH,
        length=length,
        height=_BAR_HEIGHT,
        tone=row.tone,
        end=_LABEL_WIDTH + length + 8,
    )


def _shortened(label: str) -> str:
    if len(label) <= _LABEL_CHARACTERS:
        return label
    return label[: _LABEL_CHARACTERS - 1].rstrip() + "…"


def _table(rows: Sequence[Bar], title: str, unit: str) -> Markup:
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="qms-table__number">{}</td></tr>').format(
            row.label, number(row.value)
        )
        for row in rows
    )
    return Markup(
        '<details><summary>{}</summary><table class="qms-table"><caption class="qms-hidden">{}'
        '</caption><thead><tr><th scope="col">{}</th><th scope="col" class="qms-table__number">{}'
        "</th></tr></thead><tbody>{}</tbody></table></details>"
    ).format(t("Show the figures"), title, t("Item"), unit or t("Value"), body)
