"""Charts drawn on the server: a table of figures whose middle column is a picture of them.

One table serves everybody: the eye gets bars as SVG, a screen reader gets headings and figures.
No script and no style attribute, so the strictest content policy allows it, and it prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .i18n import number, t

TONES = frozenset({"progress", "neutral", "good", "attention", "bad", "quiet"})
_SCALE = 1000
_SMALLEST = 6


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
    """Horizontal bars on one scale from zero, with their figures.

    Args:
        rows: the bars from top to bottom; none gives a sentence instead of an empty picture.
        title: what the chart shows, in a few words.
        description: what can be read from it, for those who do not see the bars.
        unit: the heading of the values ("days"); without it, "Value".

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
    largest = max(row.value for row in rows) or 1
    return Markup(
        '<figure class="qms-chart"><figcaption>{title}</figcaption>'
        '<p class="qms-hidden">{description}</p><table><thead class="qms-hidden"><tr>'
        '<th scope="col">{item}</th><td></td><th scope="col">{value}</th></tr></thead>'
        "<tbody>{body}</tbody></table></figure>"
    ).format(
        title=title,
        description=description,
        item=t("Item"),
        value=unit or t("Value"),
        body=Markup("").join(_row(row, largest) for row in rows),
    )


def _row(row: Bar, largest: float) -> Markup:
    # A value that is not zero stays visible however small it is beside the largest.
    length = max(_SMALLEST, round(_SCALE * row.value / largest)) if row.value else 0
    return Markup(
        '<tr><th scope="row">{label}</th><td><svg viewBox="0 0 {scale} 16"'
        ' preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect data-tone="{tone}" width="{length}" height="16"></rect></svg></td>'
        '<td class="qms-chart__value">{value}</td></tr>'
    ).format(label=row.label, scale=_SCALE, tone=row.tone, length=length, value=number(row.value))
