"""A .docx as the Markdown of a document, with its pictures and a list of what was left out.

Kept: headings with their numbers, lists at any depth, tables, emphasis, links, pictures with their
descriptions, footnotes and endnotes, the text of boxes. Tracked changes count as accepted. Merged
cells are divided, as the dialect has none.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .archives import MAX_MEDIA, Archive, ArchiveRefused
from .docx_numbering import Marker, Numbering, Styles, W, number, numbering_of, value
from .docx_text import Inline, Piece, escaped, line_escaped, markdown_of

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"}
MAX_PICTURES = 200
MAX_COLUMNS = 40
MAX_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file.

    ``pictures``: bytes by the name under which the text has them. ``left_out``: how often each
    thing was left out or changed, by the codes that ``file_words_told`` puts into words.
    """

    markdown: str
    pictures: dict[str, bytes]
    left_out: dict[str, int]


@dataclass(slots=True)
class _Blocks:
    """Blocks of Markdown in order; the items of one list stand together."""

    parts: list[tuple[str, bool]] = field(default_factory=list)
    depths: list[tuple[int, int]] = field(default_factory=list)
    """Level and indent of the list items that are open."""
    last: dict[int, tuple[int, str]] = field(default_factory=dict)
    """By indent the count and the sign behind it of the last item of the open list."""

    def add(self, text: str) -> None:
        if text:
            self.parts.append((text, False))
            self.depths, self.last = [], {}

    def add_item(self, level: int, marker: Marker, text: str) -> None:
        while self.depths and self.depths[-1][0] >= level:
            self.depths.pop()
        indent = self.depths[-1][1] if self.depths else 0
        sign = "-" if marker.bullet else f"{marker.count}{self._delimiter(indent, marker)}"
        self.depths.append((level, indent + len(sign) + 1))
        body = text.replace("\n", "\n" + " " * (indent + len(sign) + 1))
        self.parts.append((f"{' ' * indent}{sign} {body}", True))

    def _delimiter(self, indent: int, marker: Marker) -> str:
        """A list that begins anew right behind another needs another sign to be one of its own."""
        count, sign = self.last.get(indent, (marker.count - 1, "."))
        if count != marker.count - 1:
            sign = ")" if sign == "." else "."
        self.last = {at: one for at, one in self.last.items() if at < indent}
        self.last[indent] = (marker.count, sign)
        return sign

    def text(self) -> str:
        made: list[str] = []
        for at, (part, is_item) in enumerate(self.parts):
            if at:
                made.append("\n" if is_item and self.parts[at - 1][1] else "\n\n")
            made.append(part)
        return "".join(made).strip() + "\n" if made else ""


class DocxFile:
    """One file while it is read.

    Args:
        data: the bytes.

    Raises:
        ArchiveRefused: no whole .docx.
    """

    def __init__(self, data: bytes) -> None:
        self._archive = Archive(data)
        main = self._archive.xml("word/document.xml")
        body = None if main is None else main.find(W + "body")
        if body is None:
            raise ArchiveRefused("damaged")
        self._body: Any = body
        self._styles = Styles(self._archive.xml("word/styles.xml"))
        self._numbering = Numbering(self._archive.xml("word/numbering.xml"))
        self._targets = self._relations("word/_rels/document.xml.rels")
        self.left_out: Counter[str] = Counter()
        self.pictures: dict[str, bytes] = {}
        self._picture_names: dict[str, str] = {}
        self._boxes: list[Any] = []
        self._pending: list[Piece] = []
        self._note_elements = {
            kind: {
                value(one, "id"): one
                for one in self._children_of(f"word/{kind}s.xml", W + kind)
                if value(one, "type") in {"", "normal"}
            }
            for kind in ("footnote", "endnote")
        }
        self._notes: dict[tuple[str, str], int] = {}

    @property
    def relations(self) -> Mapping[str, str]:
        """Addresses and parts by the names that the text uses."""
        return self._targets

    def _children_of(self, part: str, tag: str) -> Iterator[Any]:
        root = self._archive.xml(part)
        yield from () if root is None else root.findall(tag)

    def _relations(self, part: str) -> dict[str, str]:
        root = self._archive.xml(part)
        if root is None:
            return {}
        return {str(one.get("Id")): str(one.get("Target") or "") for one in root.findall(_RELATION)}

    def read(self) -> Imported:
        """The whole text."""
        blocks = _Blocks()
        self._read_blocks(self._body, blocks)
        if self._pending:
            blocks.add(line_escaped(markdown_of(self._pending)))
        self._read_notes(blocks)
        if any(self._has_words(name) for name in self._archive.names if _is_running(name)):
            self.left_out["running"] += 1
        return Imported(blocks.text(), self.pictures, dict(self.left_out))

    def _has_words(self, part: str) -> bool:
        root = self._archive.xml(part)
        return root is not None and any((one.text or "").strip() for one in root.iter(W + "t"))

    def _read_blocks(self, parent: Any, blocks: _Blocks) -> None:
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child, blocks)
            elif child.tag == W + "tbl":
                self._table(child, blocks)
            elif child.tag in {W + "sdt", W + "sdtContent", W + "customXml", W + "ins"}:
                self._read_blocks(child, blocks)
            elif child.tag.endswith("}altChunk"):
                self.left_out["embedded"] += 1

    def _paragraph(self, element: Any, blocks: _Blocks) -> None:
        properties = element.find(W + "pPr")
        style = value(properties.find(W + "pStyle")) if properties is not None else ""
        if self._styles.is_contents(style):
            self.left_out["contents"] += 1
            return
        inline = Inline(self)
        inline.paragraph(element)
        pieces = self._pending + inline.pieces
        self._pending = []
        if inline.merged_with_next:
            self._pending = pieces
            return
        self._finish(properties, style, pieces, blocks)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._read_blocks(box, blocks)

    def _finish(
        self, properties: Any | None, style: str, pieces: list[Piece], blocks: _Blocks
    ) -> None:
        level = self._styles.level(style)
        listed = None
        if properties is not None:
            outline = properties.find(W + "outlineLvl")
            if outline is not None and not level:
                level = min(6, number(outline) + 1) if number(outline, 9) < 9 else 0
            listed = numbering_of(properties)
        listed = listed or self._styles.numbering(style)
        empty = not any(piece.text.strip() for piece in pieces)
        marker = None
        if listed is not None and not empty:
            marker = self._numbering.next(*listed)
        if level:
            words = markdown_of(pieces, plain=True, breaks=False)
            if marker is not None and marker.text and not words[:1].isdigit():
                words = f"{marker.text} {words}"
            blocks.add(f"{'#' * level} {words}" if words else "")
        elif marker is not None and marker.form != "none" and listed is not None:
            if not marker.bullet and marker.form not in {"decimal", "decimalZero"}:
                self.left_out["letters"] += 1
            blocks.add_item(listed[1], marker, markdown_of(pieces))
        else:
            blocks.add(line_escaped(markdown_of(pieces)))

    # -- tables -----------------------------------------------------------------------------------

    def _table(self, table: Any, blocks: _Blocks) -> None:
        rows = [row for row in _rows(table) if row.find(f"{W}trPr/{W}del") is None]
        if len(rows) == 1 and len(list(_cells(rows[0]))) == 1:
            # A frame around a text, as many templates of offices have it.
            for cell in _cells(rows[0]):
                self._read_blocks(cell, blocks)
            return
        if len(rows) > MAX_ROWS:
            self.left_out["rows"] += len(rows) - MAX_ROWS
            rows = rows[:MAX_ROWS]
        above: dict[int, str] = {}
        lines: list[list[str]] = []
        for row in rows:
            line: list[str] = []
            for cell in _cells(row):
                properties = cell.find(W + "tcPr")
                span = number(properties.find(W + "gridSpan"), 1) if properties is not None else 1
                merge = properties.find(W + "vMerge") if properties is not None else None
                at = len(line)
                if merge is not None and value(merge) != "restart":
                    text = above.get(at, "")
                    self.left_out["merged"] += 1
                else:
                    text = self._cell(cell)
                above[at] = text
                if span > 1:
                    self.left_out["merged"] += 1
                line += [text] + [""] * (min(span, MAX_COLUMNS) - 1)
            lines.append(line[:MAX_COLUMNS])
        width = max((len(line) for line in lines), default=0)
        if not width:
            return
        full = [line + [""] * (width - len(line)) for line in lines]
        head, *rest = full
        drawn = [f"| {' | '.join(head)} |", f"|{'---|' * width}"]
        drawn += [f"| {' | '.join(line)} |" for line in rest]
        blocks.add("\n".join(drawn))

    def _cell(self, cell: Any) -> str:
        """The text of a cell in one line: a table of the dialect has no paragraphs inside."""
        parts: list[str] = []
        for element in _paragraphs(cell):
            inline = Inline(self)
            inline.paragraph(element)
            pieces = self._pending + inline.pieces
            self._pending = []
            if inline.merged_with_next:
                self._pending = pieces
                continue
            properties = element.find(W + "pPr")
            listed = numbering_of(properties) if properties is not None else None
            text = markdown_of(pieces, breaks=False)
            marker = self._numbering.next(*listed) if listed is not None and text else None
            if marker is not None:
                text = f"{marker.text or '–'} {text}"
            parts.append(text)
        if cell.find(W + "tbl") is not None:
            self.left_out["nested"] += 1
        boxes, self._boxes = self._boxes, []
        parts += [
            escaped("".join(one.text or "" for one in line.iter(W + "t")))
            for box in boxes
            for line in _paragraphs(box)
        ]
        text = " ".join(part for part in parts if part)
        return re.sub(r"(?<!\\)\|", r"\\|", text)

    # -- what a paragraph asks its file for (docx_text.Surroundings) -------------------------------

    def picture(self, relation: str, description: str) -> str:
        """Keep an embedded picture; its Markdown, empty where it is of a kind no page shows."""
        target = self._targets.get(relation, "")
        part = posixpath.normpath(posixpath.join("word", target.lstrip("/")))
        if target.startswith("/"):
            part = target.lstrip("/")
        ending = posixpath.splitext(part)[1].lower()
        name = self._picture_names.get(part)
        if name is None:
            data = None
            if ending in _PICTURES and len(self.pictures) < MAX_PICTURES:
                data = self._archive.part(part, limit=MAX_MEDIA)
            if not data:
                self.left_out["picture"] += 1
                return ""
            name = f"obraz-{len(self.pictures) + 1}{ending}"
            self.pictures[name] = data
            self._picture_names[part] = name
        words = escaped(" ".join(description.split())).replace("[", r"\[").replace("]", r"\]")
        return f"![{words}]({name})"

    def note(self, kind: str, identifier: str) -> str:
        """The mark of a footnote or endnote; both are counted together."""
        if identifier not in self._note_elements.get(kind, {}):
            return ""
        place = self._notes.setdefault((kind, identifier), len(self._notes) + 1)
        return f"[^{place}]"

    def text_box(self, content: Any) -> None:
        """Put the paragraphs of a box behind the paragraph that holds it."""
        self.left_out["box"] += 1
        self._boxes.append(content)

    def _read_notes(self, blocks: _Blocks) -> None:
        done = 0
        # A note may hold the mark of another one.
        while done < len(self._notes):
            (kind, identifier), place = list(self._notes.items())[done]
            done += 1
            parts = []
            for element in _paragraphs(self._note_elements[kind][identifier]):
                inline = Inline(self)
                inline.paragraph(element)
                parts.append(markdown_of(inline.pieces, breaks=False))
            words = " ".join(part for part in parts if part)
            blocks.add(f"[^{place}]: {words or '—'}")


def _is_running(name: str) -> bool:
    return bool(re.fullmatch(r"word/(?:header|footer)\d*\.xml", name))


def _paragraphs(parent: Any) -> Iterator[Any]:
    """The paragraphs below an element, those of tables inside too, those of boxes not."""
    for child in parent:
        if child.tag == W + "p":
            yield child
        elif child.tag in {W + "tbl", W + "tr", W + "tc", W + "sdt", W + "sdtContent", W + "ins"}:
            yield from _paragraphs(child)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == W + "tr":
            yield child
        elif child.tag in {W + "sdt", W + "sdtContent", W + "customXml", W + "ins"}:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in {W + "sdt", W + "sdtContent", W + "customXml"}:
            yield from _cells(child)


def import_docx(data: bytes) -> Imported:
    """Read a .docx.

    Raises:
        ArchiveRefused: no whole .docx, or one that unpacks to more than a file may.
    """
    return DocxFile(data).read()
