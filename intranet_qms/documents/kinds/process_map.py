"""The process map: the processes of the office in bands, drawn as SVG on the server.

What people need comes in on one side and satisfaction goes out on the other; management processes
stand above the core processes and support processes below them. Every box is a link that the
keyboard reaches. A picture cannot flow as text does, so it is drawn once wide and once narrow and
the style sheet shows one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ...i18n import localized, t
from .. import labels

BANDS = ("management", "system", "core", "support")
"""From top to bottom."""

WIDE, NARROW = 1120, 358
"""Widths in the units of the picture; a phone of 390 points has 358 between its margins."""

_GAP, _PAD, _LINE, _HEAD = 12, 12, 18, 36
_SIDE = 112
"""Width of the column on either side of the wide picture."""
_LETTER = 7.1
"""Average width of a letter at 13 units of height: Lato, Polish text, with some room."""


@dataclass(frozen=True, slots=True)
class Step:
    """A procedure of a process."""

    code: str
    title: str
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """One box of the map. ``type``: one of ``BANDS``; ``steps``: the procedures that belong to it."""

    type: str
    code: str
    title: str
    title_en: str = ""
    steps: tuple[Step, ...] = ()


def as_json(processes: Iterable[Process]) -> list[dict[str, Any]]:
    """The processes as an issue of the map carries them."""
    return [
        {
            "type": one.type,
            "code": one.code,
            "title": one.title,
            "title_en": one.title_en,
            "steps": [
                {"code": step.code, "title": step.title, "title_en": step.title_en}
                for step in one.steps
            ],
        }
        for one in processes
    ]


def from_json(raw: Any) -> list[Process]:
    """The processes that an issue carries; what makes no sense is left out."""
    found = []
    for one in raw if isinstance(raw, list) else []:
        if not isinstance(one, Mapping) or one.get("type") not in BANDS or not one.get("code"):
            continue
        steps = tuple(
            Step(str(step["code"]), str(step.get("title", "")), str(step.get("title_en", "")))
            for step in one.get("steps") or []
            if isinstance(step, Mapping) and step.get("code")
        )
        found.append(
            Process(
                str(one["type"]), str(one["code"]), str(one.get("title", "")),
                str(one.get("title_en", "")), steps,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """What the register has and an approved map has not, and the other way round: codes."""

    missing: list[str]
    gone: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.gone)


def difference(
    drawn: Sequence[Process], now: Sequence[Process], renumbered: Mapping[str, str] | None = None
) -> Difference:
    """How an approved map differs from the register of today.

    Args:
        renumbered: codes that documents have today, by the code that they had on the map.
    """

    def codes(processes: Sequence[Process]) -> dict[str, None]:
        return dict.fromkeys(
            code for one in processes for code in (one.code, *(step.code for step in one.steps))
        )

    old, new = codes(drawn), codes(now)
    old = {(renumbered or {}).get(code, code): None for code in old}
    return Difference(
        [code for code in new if code not in old], [code for code in old if code not in new]
    )


def by_band(processes: Iterable[Process]) -> list[tuple[str, list[Process]]]:
    """The bands that have processes, from top to bottom."""
    grouped: dict[str, list[Process]] = {band: [] for band in BANDS}
    for one in processes:
        grouped.setdefault(one.type, []).append(one)
    return [(band, found) for band, found in grouped.items() if found and band in BANDS]


def draw(
    processes: Sequence[Process],
    address: Callable[[str], str],
    *,
    width: int = WIDE,
    columns: int = 5,
) -> Markup:
    """The map, wide and narrow; empty without processes.

    Args:
        address: where the page of a code is; empty for a document that is not there any more.
        width: of the wide picture, in its units; shown at that many pixels letters have 13.
        columns: boxes in a row of the wide picture.
    """
    bands = by_band(processes)
    if not bands:
        return Markup("")
    return Markup('<div class="qms-map">{}{}</div>').format(
        _picture(bands, address, width, columns, "wide"),
        _picture(bands, address, NARROW, 1, "narrow"),
    )


def _picture(
    bands: Sequence[tuple[str, list[Process]]],
    address: Callable[[str], str],
    width: int,
    columns: int,
    name: str,
) -> Markup:
    wide = columns > 1
    side = _SIDE if wide else 0
    left = side + (_GAP * 2 if wide else 0)
    inner = width - 2 * left
    body = Markup("")
    y = 0.0
    if not wide:
        body += _end(0, y, width, 48, t("Needs of clients"))
        y += 48 + _GAP
    for band, processes in bands:
        drawn, height = _band(band, processes, address, left, y, inner, columns)
        body += drawn
        y += height + _GAP
    if wide:
        y -= _GAP
        middle = y / 2
        body = (
            _end(0, 0, side, y, t("Needs of clients"))
            + _arrow(side + 4, middle)
            + body
            + _arrow(width - side - _GAP * 2 + 4, middle)
            + _end(width - side, 0, side, y, t("Satisfied clients"))
        )
    else:
        body += _end(0, y, width, 48, t("Satisfied clients"))
        y += 48
    return Markup(
        '<svg class="qms-map__{name}" viewBox="0 0 {width} {height}" role="group"'
        ' aria-label="{label}">{body}</svg>'
    ).format(name=name, width=width, height=round(y), label=t("Process map"), body=body)


def _end(x: float, y: float, width: float, height: float, text: str) -> Markup:
    lines = wrapped(text, width - 2 * _PAD, 4)
    top = y + height / 2 - (len(lines) - 1) * _LINE / 2 + 5
    return Markup(
        '<rect class="qms-map__end" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
    ).format(x, y, width, height) + _lines(lines, x + width / 2, top, "qms-map__endtext")


def _arrow(x: float, y: float) -> Markup:
    return Markup('<path class="qms-map__arrow" d="M{} {}l14 9l-14 9z"/>').format(x, round(y - 9))


def _band(
    band: str,
    processes: Sequence[Process],
    address: Callable[[str], str],
    x: float,
    y: float,
    width: float,
    columns: int,
) -> tuple[Markup, float]:
    """A band and its height: boxes in rows, all boxes of a row as high as the highest."""
    box = (width - 2 * _PAD - (columns - 1) * _GAP) / columns
    boxes = Markup("")
    at = y + _HEAD
    for start in range(0, len(processes), columns):
        row = processes[start : start + columns]
        texts = [wrapped(localized(one.title, one.title_en), box - 2 * _PAD, 3) for one in row]
        heights = [
            _PAD * 2 + _LINE * (1 + len(lines)) + (len(one.steps) and 8 + 20 * _step_rows(one, box))
            for one, lines in zip(row, texts, strict=True)
        ]
        height = max(heights)
        for index, (one, lines) in enumerate(zip(row, texts, strict=True)):
            boxes += _box(one, lines, address, x + _PAD + index * (box + _GAP), at, box, height)
        at += height + _GAP
    total = at - y + _PAD - _GAP
    frame = Markup(
        '<rect class="qms-map__band qms-map__band--{}" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
        '<text class="qms-map__title" x="{}" y="{}">{}</text>'
    ).format(band, x, y, width, round(total), x + _PAD, y + 24, labels.PROCESS_MAP_BANDS[band])
    return frame + boxes, total


def _box(
    one: Process,
    lines: Sequence[str],
    address: Callable[[str], str],
    x: float,
    y: float,
    width: float,
    height: float,
) -> Markup:
    title = localized(one.title, one.title_en)
    shape = Markup(
        '<rect class="qms-map__box" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<text class="qms-map__code" x="{}" y="{}">{}</text>'
    ).format(round(x, 1), y, round(width, 1), height, round(x + _PAD, 1), y + 24, one.code)
    shape += _lines(lines, x + _PAD, y + 24 + _LINE, "qms-map__text")
    drawn = _link(address(one.code), f"{one.code} {title}", shape)
    top = y + 24 + _LINE * (len(lines) + 1) + 6
    per_row = _steps_in_a_row(width)
    for index, step in enumerate(one.steps):
        left = x + _PAD + (index % per_row) * 58
        down = top + (index // per_row) * 20
        text = Markup(
            '<rect class="qms-map__stepbox" x="{}" y="{}" width="54" height="18" rx="2"/>'
            '<text class="qms-map__step" x="{}" y="{}">{}</text>'
        ).format(
            round(left - 2, 1), round(down - 13, 1), round(left + 25, 1), round(down, 1), step.code
        )
        label = f"{step.code} {localized(step.title, step.title_en)}"
        drawn += _link(address(step.code), label, text)
    return drawn


def _steps_in_a_row(width: float) -> int:
    return max(1, int((width - 2 * _PAD + 6) // 58))


def _step_rows(one: Process, width: float) -> int:
    per_row = _steps_in_a_row(width)
    return -(-len(one.steps) // per_row)


def _link(address: str, label: str, inner: Markup) -> Markup:
    if not address:
        return Markup('<g class="qms-map__gone"><title>{}</title>{}</g>').format(label, inner)
    return Markup('<a href="{}" aria-label="{}"><title>{}</title>{}</a>').format(
        address, label, label, inner
    )


def _lines(lines: Sequence[str], x: float, y: float, style: str) -> Markup:
    return Markup("").join(
        Markup('<text class="{}" x="{}" y="{}">{}</text>').format(
            style, round(x, 1), round(y + index * _LINE, 1), line
        )
        for index, line in enumerate(lines)
    )


def wrapped(text: str, width: float, limit: int) -> list[str]:
    """A title in lines that fit ``width``; what does not fit ``limit`` lines ends in dots."""
    most = max(4, int(width / _LETTER))
    lines: list[str] = []
    for word in text.split():
        if len(word) > most:
            word = word[: most - 1] + "…"
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    if len(lines) > limit:
        last = lines[limit - 1]
        lines = [*lines[: limit - 1], (last[: most - 1] if len(last) >= most else last) + "…"]
    return lines or [""]
