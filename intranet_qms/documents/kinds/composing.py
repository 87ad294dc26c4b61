"""From the fields of an issue to its text, and from a text to fields.

The text is Markdown in Polish, the language of the documents, whoever saves it. It is put together
so that each part parses by itself as it does within the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from ...i18n import lazy, use_locale
from .. import labels
from ..paragraphs import heading_title, parser, split
from ..workflow import DocumentKind
from . import process_map, templates
from .fields import Content, Field, FieldType
from .forms import form_of

_OPENS_A_BLOCK = re.compile(r"(?:#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|\||```|~~~|=+$|-{2,}$|\[[^\]]+\]:)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_LIST_ENTRY = re.compile(r"^(?:[-+*]|\d{1,9}[.)])\s+", re.MULTILINE)

_WORDS = {
    "phone": lazy("Telephone"),
    "hours": lazy("Hours"),
    "clause": lazy("Clause of ISO 9001"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a composed text: the field it is made of, its heading, and all of its Markdown."""

    field: str
    title: str
    markdown: str
    """With the heading."""
    inner: str
    """Without it."""


def parts(
    kind: DocumentKind, content: Mapping[str, Any], titles: Mapping[str, str] | None = None
) -> list[Part]:
    """The parts of a composed text, in the order in which they are read.

    Args:
        titles: titles of the documents that the fields name, by code.
    """
    with use_locale("pl"):
        match kind:
            case DocumentKind.MANUAL:
                return _chapters(content)
            case DocumentKind.CLIENT_GUIDE:
                return _guide(content)
        found: list[Part] = []
        for one in form_of(kind).fields:
            inner = markdown_of(one, content.get(one.name), titles or {})
            if inner:
                number = len(found) + 1
                found.append(_part(one.name, f"{number}. {one.label}", str(one.label), inner))
        return found


def composed(
    kind: DocumentKind, content: Mapping[str, Any], titles: Mapping[str, str] | None = None
) -> str:
    """The whole text that the fields make."""
    return "\n\n".join(one.markdown for one in parts(kind, content, titles)) + "\n"


def fields_as_text(
    kind: DocumentKind, content: Mapping[str, Any], titles: Mapping[str, str] | None = None
) -> str:
    """The fields that stand above a text written by hand, as Markdown; for search and paper."""
    if form_of(kind).composed:
        return ""
    found = []
    with use_locale("pl"):
        if kind is DocumentKind.PROCESS_MAP:
            found = [_band(*one) for one in process_map.by_band(_processes(content))]
        for one in form_of(kind).fields:
            inner = markdown_of(one, content.get(one.name), titles or {})
            if not inner:
                continue
            if one.type in {FieldType.TEXT, FieldType.LINES, FieldType.ROWS}:
                found.append(f"## {one.label}\n\n{inner}")
            else:
                found.append(f"**{one.label}:** {inner}")
    return "\n\n".join(found)


def _processes(content: Mapping[str, Any]) -> list[process_map.Process]:
    return process_map.from_json(content.get("processes"))


def _band(band: str, processes: Sequence[process_map.Process]) -> str:
    """A band of the process map as a list."""
    lines = [f"## {labels.PROCESS_MAP_BANDS[band]}", ""]
    for one in processes:
        lines.append(f"- {one.code} {inline(one.title)}")
        lines += [f"  - {step.code} {inline(step.title)}" for step in one.steps]
    return "\n".join(lines)


def _part(name: str, heading: str, title: str, inner: str) -> Part:
    whole = f"## {heading}\n\n{inner}" if inner else f"## {heading}"
    return Part(name, title, whole, inner)


def _chapters(content: Mapping[str, Any]) -> list[Part]:
    found = []
    for number, chapter in enumerate(content.get("chapters") or [], start=1):
        title = inline(chapter.get("title", "")) or f"{number}"
        inner = below(chapter.get("text", ""), 3)
        clause = inline(chapter.get("clause", ""))
        if clause:
            inner = f"*{_WORDS['clause']}: {clause}*\n\n{inner}".rstrip()
        found.append(_part("chapters", f"{number}. {title}", title, inner))
    return found


def template_of(content: Mapping[str, Any]) -> templates.Template:
    """The template that a guide was written for; the full one where it names none."""
    return templates.from_json(content.get("template")) or templates.BUILTIN[0]


def guide_field(name: str) -> Field:
    """A field of client guides; one that a template added is a text."""
    known = form_of(DocumentKind.CLIENT_GUIDE).field(name)
    return known or Field(name, lazy("Remarks"), FieldType.TEXT)


ENGLISH = "english"
"""The field of a guide that holds the whole of it in English; no part of the Polish text."""


def english_parts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Heading and Markdown of each part of a guide's English text; none where it has none."""
    return [(title or "", text) for title, text in _sections(str(content.get(ENGLISH) or ""))]


def _guide(content: Mapping[str, Any]) -> list[Part]:
    found = []
    for heading in template_of(content).layout:
        inner = markdown_of(guide_field(heading.field), content.get(heading.field), {})
        if inner:
            found.append(_part(heading.field, inline(heading.pl), heading.pl, inner))
    return found


def markdown_of(one: Field, value: Any, titles: Mapping[str, str]) -> str:
    """One field's value as Markdown; empty for none."""
    if not value:
        return ""
    match one.type:
        case FieldType.TEXT:
            return below(str(value), 3)
        case FieldType.LINES:
            return "\n".join(f"- {inline(str(line))}" for line in value)
        case FieldType.DOCUMENTS:
            return "\n".join(f"- {code} {inline(titles.get(code, ''))}".rstrip() for code in value)
        case FieldType.ROWS if one.name == "where":
            return "\n\n".join(map(_place, value))
        case FieldType.ROWS if one.name == "steps":
            return "\n".join(f"{number}. {_step(row)}" for number, row in enumerate(value, start=1))
        case FieldType.ROWS:
            return _table(one, value)
        case FieldType.LINK:
            return f"<{value}>"
    return inline(str(value))


def _place(row: Mapping[str, str]) -> str:
    head = ", ".join(
        part for part in (
            f"**{inline(row['unit'])}**" if row.get("unit") else "", inline(row.get("room", "")),
        ) if part
    )  # fmt: skip
    lines = [head] if head else []
    lines += [
        f"{_WORDS[name]}: {inline(row[name])}" for name in ("phone", "hours") if row.get(name)
    ]
    return "\\\n".join(lines)


def _step(row: Mapping[str, str]) -> str:
    step, who = inline(row.get("step", "")), inline(row.get("who", ""))
    return f"{step} ({who})" if step and who else step or who


def _table(one: Field, rows: Sequence[Mapping[str, str]]) -> str:
    columns = [
        column for column in one.columns if any(row.get(column.name) for row in rows)
    ]  # fmt: skip
    lines = [
        "| " + " | ".join(str(column.label) for column in columns) + " |",
        "|" + "---|" * len(columns),
    ]
    lines += [
        "| " + " | ".join(_cell(row.get(column.name, "")) for column in columns) + " |"
        for row in rows
    ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def inline(text: str) -> str:
    """One line that stays a line: it opens no heading, list, table or fence."""
    line = " ".join(text.split())
    if _OPENS_A_BLOCK.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def below(text: str, level: int) -> str:
    """A text whose headings stand at ``level`` or deeper, and which leaves nothing open."""
    text = text.strip("\n").rstrip()
    tokens = parser().parse(text)
    headings = [token for token in tokens if token.type == "heading_open" and token.map]
    shallow = min((int(token.tag[1]) for token in headings), default=level)
    lines = text.split("\n")
    last = next((token for token in reversed(tokens) if token.map and not token.level), None)
    if last is not None and last.type == "fence" and not _closed(last, lines):
        # It would swallow the parts that follow.
        lines.append(last.markup)
    if shallow < level:
        for token in reversed(headings):
            start, end = token.map or [0, 0]
            if token.level:
                continue
            title = " ".join(line.strip("# \t") for line in lines[start:end] if token.markup == "#")
            title = title or " ".join(line.strip() for line in lines[start : end - 1])
            depth = min(6, int(token.tag[1]) + level - shallow)
            lines[start:end] = [f"{'#' * depth} {title}"]
    return "\n".join(lines)


def _closed(fence: Token, lines: Sequence[str]) -> bool:
    start, end = fence.map or [0, 0]
    return end - start > 1 and lines[end - 1].strip().startswith(fence.markup)


# -- from a text to fields ---------------------------------------------------------------------


def from_text(kind: DocumentKind, body: str) -> Content:
    """Fields out of a text: of one that was written before its kind had a form, or that came from
    a file. What ``composed`` made becomes the fields again that it was made of.

    Every block of the text is in some field: what belongs under no known heading goes into the
    last field that holds free text.
    """
    with use_locale("pl"):
        if kind is DocumentKind.MANUAL:
            return _book_from(body)
        known = {str(one.label).casefold(): one for one in form_of(kind).fields}
        if kind is DocumentKind.CLIENT_GUIDE:
            layout = templates.BUILTIN[0].layout
            known |= {one.pl.casefold(): guide_field(one.field) for one in layout}
        content: Content = {}
        rest: list[str] = []
        for title, text in _sections(body):
            one = known.get((title or "").casefold())
            value = _value_from(one, text) if one and one.name not in content else None
            if one is not None and value:
                content[one.name] = value
            else:
                rest.append("\n\n".join(filter(None, (f"### {title}" if title else "", text))))
    if any(rest):
        content["remarks"] = "\n\n".join(filter(None, (content.get("remarks", ""), *rest)))
    if content and kind is DocumentKind.CLIENT_GUIDE:
        content["template"] = templates.as_json(templates.BUILTIN[0])
    return content


def _book_from(body: str) -> Content:
    clause = re.compile(rf"\*{re.escape(str(_WORDS['clause']))}: (.+)\*(?:\n\n|$)")
    chapters = []
    for title, text in _sections(body):
        cited = clause.match(text)
        row = {
            "title": _plain_line(title or ""),
            "clause": cited[1] if cited else "",
            "text": text[cited.end() :] if cited else text,
        }
        chapters.append({name: value for name, value in row.items() if value})
    found = [chapter for chapter in chapters if chapter]
    return {"chapters": found} if found else {}


def _value_from(one: Field, text: str) -> Any:
    """The value that a field has if it reads as ``text``; None where it cannot hold all of it."""
    match one.type:
        case FieldType.TEXT:
            return text
        case FieldType.LINES:
            return _entries(text)
        case FieldType.DOCUMENTS:
            codes = [entry.split()[0] for entry in _entries(text) or []]
            return (
                codes if codes and all(re.fullmatch(r"[\w./-]{2,40}", c) for c in codes) else None
            )
        case FieldType.ROWS if one.name == "where":
            return [_place_from(place) for place in text.split("\n\n") if place.strip()]
        case FieldType.ROWS if one.name == "steps":
            return [_step_from(entry) for entry in _entries(text) or []]
        case FieldType.ROWS:
            return _rows_from(one, text)
    return _plain_line(text) if "\n" not in text else None


def _entries(text: str) -> list[str] | None:
    """The entries of a list; a text that is more than a list has one entry for each paragraph."""
    found = [" ".join(part.split()) for part in _LIST_ENTRY.split(text)]
    return [_plain_line(part) for part in found if part] or None


def _plain_line(line: str) -> str:
    """What was typed, out of what ``inline`` made of it."""
    line = line.strip()
    if line.startswith("\\") and _OPENS_A_BLOCK.match(line[1:]):
        return line[1:]
    return re.sub(r"^(\d{1,9})\\([.)])", r"\1\2", line)


def _place_from(text: str) -> dict[str, str]:
    row: dict[str, str] = {}
    words = {str(_WORDS[name]): name for name in ("phone", "hours")}
    for line in re.split(r"\\?\n", text):
        label, colon, value = line.partition(": ")
        bold = re.match(r"\*\*(.+?)\*\*(?:, |$)", line)
        if colon and label in words:
            row[words[label]] = _plain_line(value)
        elif bold and not row:
            row["unit"] = _plain_line(bold[1])
            row["room"] = _plain_line(line[bold.end() :])
        else:
            row["room"] = " ".join(filter(None, (row.get("room", ""), _plain_line(line))))
    return {name: value for name, value in row.items() if value}


def _step_from(entry: str) -> dict[str, str]:
    found = re.fullmatch(r"(.+) \(([^()]+)\)", entry)
    return {"step": found[1], "who": found[2]} if found else {"step": entry}


def _rows_from(one: Field, text: str) -> list[dict[str, str]] | None:
    lines = text.split("\n")
    if len(lines) < 3 or not all(line.startswith("|") for line in lines):
        return None
    cells = [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        for line in lines
    ]
    known = {str(column.label).casefold(): column.name for column in one.columns}
    names = [known.get(heading.casefold()) for heading in cells[0]]
    if None in names or any(len(row) != len(names) for row in cells[2:]):
        return None
    return [
        {str(name): value for name, value in zip(names, row, strict=True) if value}
        for row in cells[2:]
    ]


def _sections(body: str) -> list[tuple[str | None, str]]:
    """Title and text of each part below a heading of the highest level that the text has."""
    blocks = split(body)
    top = min((block.level for block in blocks if block.is_heading), default=0)
    found: list[tuple[str | None, list[str]]] = [(None, [])]
    for block in blocks:
        if top and block.level == top:
            found.append((heading_title(block.text) or block.number, []))
        else:
            found[-1][1].append(block.text)
    return [(title, "\n\n".join(texts)) for title, texts in found if title or texts]
