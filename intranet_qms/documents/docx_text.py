"""The words of a paragraph of a .docx as Markdown: emphasis, links, breaks, marks of notes.

Sources: ECMA-376 (5th edition) part 1, 17.3 (paragraphs and runs), 17.13.5 (revisions), 17.16
(fields and hyperlinks).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .docx_numbering import W, is_on, value

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"

BREAK = "\\\n"
_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
_SUPERSCRIPT = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SPECIAL = re.compile(r"[\\`*~<]|(?<!\w)_|_(?!\w)|!(?=\[)|\[(?=\^)|\](?=[(\[:])|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\s*)(?:(#{1,6})(?=\s|$)|([-+>=|])|(\d{1,9})([.)])(?=\s|$))")


def escaped(text: str) -> str:
    """Plain text that a Markdown parser reads as it is written."""
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def line_escaped(text: str) -> str:
    """The same for what stands at the beginning of a block."""

    def shielded(match: re.Match[str]) -> str:
        if match[4]:
            return f"{match[1]}{match[4]}\\{match[5]}"
        return f"{match[1]}\\{match[2] or match[3]}"

    return _LINE_START.sub(shielded, text)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words with one emphasis and one link."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    link: str = ""
    raw: bool = False
    """Markdown already: a picture, the mark of a note."""


class Surroundings(Protocol):
    """What a paragraph needs of its file."""

    @property
    def relations(self) -> Mapping[str, str]:
        """Addresses and parts by the names that the text uses."""
        ...

    left_out: Counter[str]

    def picture(self, relation: str, description: str) -> str:
        """The Markdown of an embedded picture, empty where it cannot be kept."""
        ...

    def note(self, kind: str, identifier: str) -> str:
        """The mark of a footnote or endnote, empty where there is none."""
        ...

    def text_box(self, content: Any) -> None:
        """Keep the paragraphs of a text box for behind the paragraph that holds it."""
        ...


@dataclass(slots=True)
class _Field:
    """A field between its marks: what it asks for, and whether its result is being shown."""

    instruction: str = ""
    shows: bool = False


@dataclass(slots=True)
class Inline:
    """Collects the pieces of one paragraph."""

    around: Surroundings
    pieces: list[Piece] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)
    merged_with_next: bool = False
    """The end of the paragraph was deleted in a tracked change: the next one belongs to it."""

    def paragraph(self, element: Any) -> None:
        """Read a paragraph with all tracked changes taken as accepted."""
        mark = element.find(f"{W}pPr/{W}rPr/{W}del")
        self.merged_with_next = mark is not None
        if mark is not None:
            self.around.left_out["tracked"] += 1
        self._children(element, "")

    def _children(self, element: Any, link: str) -> None:
        for child in element:
            self._child(child, link)

    def _child(self, child: Any, link: str) -> None:
        tag = child.tag
        if tag == W + "r":
            self._run(child, link)
        elif tag in {W + "del", W + "moveFrom"}:
            self.around.left_out["tracked"] += 1
        elif tag in {W + "ins", W + "moveTo"}:
            self.around.left_out["tracked"] += 1
            self._children(child, link)
        elif tag == W + "hyperlink":
            address = self.around.relations.get(str(child.get(R + "id") or ""), "")
            self._children(child, address or link)
        elif tag == W + "fldSimple":
            found = _LINK.search(value(child, "instr"))
            self._children(child, found[1] if found else link)
        elif tag in {W + "smartTag", W + "customXml", W + "sdt", W + "sdtContent", W + "bdo"}:
            self._children(child, link)
        elif tag in {M + "oMath", M + "oMathPara"}:
            self.around.left_out["formula"] += 1
            words = "".join(one.text or "" for one in child.iter(M + "t"))
            self._add(words, None, link)
        elif tag == MC + "AlternateContent":
            self._alternate(child, link)

    def _run(self, run: Any, link: str) -> None:
        properties = run.find(W + "rPr")
        if properties is not None and is_on(properties.find(W + "vanish")):
            self.around.left_out["hidden"] += 1
            return
        current = self.fields[-1] if self.fields else None
        if current is not None and current.shows:
            found = _LINK.search(current.instruction)
            link = found[1] if found else link
        for child in run:
            tag = child.tag
            if tag == W + "fldChar":
                self._field(value(child, "fldCharType"))
                current = self.fields[-1] if self.fields else None
            elif tag == W + "instrText":
                if current is not None:
                    current.instruction += child.text or ""
            elif current is not None and not current.shows:
                continue
            elif tag == W + "t":
                self._add(child.text or "", properties, link)
            elif tag in {W + "tab", W + "ptab"}:
                self._add(" ", properties, link)
            elif tag in {W + "br", W + "cr"}:
                if value(child, "type") not in {"page", "column"}:
                    self.pieces.append(Piece("\n"))
            elif tag == W + "noBreakHyphen":
                self._add("‑", properties, link)
            elif tag == W + "sym":
                self._add(_symbol(value(child, "char")), properties, link)
            elif tag in {W + "footnoteReference", W + "endnoteReference"}:
                kind = "footnote" if tag.endswith("footnoteReference") else "endnote"
                mark = self.around.note(kind, value(child, "id"))
                if mark:
                    self.pieces.append(Piece(mark, raw=True))
            elif tag == W + "commentReference":
                self.around.left_out["comment"] += 1
            elif tag in {W + "drawing", W + "pict", W + "object"}:
                self._drawing(child)
            elif tag == MC + "AlternateContent":
                self._alternate(child, link)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shows = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _alternate(self, element: Any, link: str) -> None:
        """Of a drawing in two forms the newer one, and of both not two copies."""
        for name in (MC + "Choice", MC + "Fallback"):
            chosen = element.find(name)
            if chosen is None:
                continue
            for child in chosen:
                if child.tag in {W + "drawing", W + "pict", W + "object"}:
                    self._drawing(child)
                else:
                    self._child(child, link)
            return

    def _drawing(self, element: Any) -> None:
        boxes = list(element.iter(W + "txbxContent"))
        if boxes:
            # A box in a box is read with the outer one.
            inner = {nested for box in boxes for nested in box.iter(W + "txbxContent")} - set(boxes)
            for box in boxes:
                if box not in inner:
                    self.around.text_box(box)
            return
        about = next(iter(element.iter(WP + "docPr")), None)
        description = ""
        if about is not None:
            description = str(about.get("descr") or about.get("title") or "")
        relations = [str(one.get(R + "embed") or "") for one in element.iter(A + "blip")]
        relations += [str(one.get(R + "id") or "") for one in element.iter(V + "imagedata")]
        shape = next(iter(element.iter(V + "shape")), None)
        if not description and shape is not None:
            description = str(shape.get("alt") or "")
        kept = [self.around.picture(one, description) for one in relations if one]
        for markdown in kept:
            if markdown:
                self.pieces.append(Piece(markdown, raw=True))
        if not relations:
            self.around.left_out["drawing"] += 1

    def _add(self, text: str, properties: Any | None, link: str) -> None:
        if not text:
            return
        if properties is None:
            self.pieces.append(Piece(text, link=link))
            return
        place = value(properties.find(W + "vertAlign"))
        if place == "superscript":
            text = self._small(text, _SUPERSCRIPT)
        elif place == "subscript":
            text = self._small(text, _SUBSCRIPT)
        self.pieces.append(
            Piece(
                text,
                bold=is_on(properties.find(W + "b")),
                italic=is_on(properties.find(W + "i")),
                struck=is_on(properties.find(W + "strike")),
                link=link,
            )
        )

    def _small(self, text: str, table: dict[int, int]) -> str:
        small = text.translate(table)
        if any(one == other for one, other in zip(text, small, strict=True)):
            self.around.left_out["raised"] += 1
            return text
        return small


def _symbol(code: str) -> str:
    """A sign of a symbol font: its box and tick are all that forms of offices use."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = {0xA8: "☐", 0x6F: "☐", 0xFE: "☑", 0xFC: "✓", 0xB7: "•", 0xE0: "→", 0xA7: "▪"}
    return known.get(number & 0xFF, "")


def markdown_of(pieces: list[Piece], *, plain: bool = False, breaks: bool = True) -> str:
    """The pieces of a paragraph as Markdown.

    Args:
        plain: leave emphasis out (a heading).
        breaks: keep line breaks; otherwise they become spaces (a cell, a heading).
    """
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        alike = last is not None and not last.raw and not piece.raw and (
            (last.bold, last.italic, last.struck, last.link)
            == (piece.bold, piece.italic, piece.struck, piece.link)
            # Blanks between two emphasised words belong to them.
            or (not piece.text.strip() and piece.text != "\n" and not piece.link)
        )  # fmt: skip
        if alike and last is not None:
            joined[-1] = Piece(
                last.text + piece.text, last.bold, last.italic, last.struck, last.link
            )
        else:
            joined.append(piece)
    text = "".join(_marked(piece, plain=plain) for piece in joined)
    lines = [" ".join(line.split(" ")).strip() for line in text.split("\n")]
    text = (BREAK if breaks else " ").join(line for line in lines if line)
    return re.sub(r"[ \t\xa0]{2,}", " ", text)


def _marked(piece: Piece, *, plain: bool) -> str:
    if piece.raw:
        return piece.text
    words = piece.text.strip()
    if not words:
        return piece.text
    start = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    end = piece.text[len(piece.text.rstrip()) :]
    text = escaped(words)
    if not plain:
        if piece.struck:
            text = f"~~{text}~~"
        if piece.bold and piece.italic:
            text = f"***{text}***"
        elif piece.bold:
            text = f"**{text}**"
        elif piece.italic:
            text = f"*{text}*"
    if piece.link and re.match(r"(?:https?|mailto):[^\s<>]+$", piece.link):
        address = piece.link.replace("(", "%28").replace(")", "%29")
        text = f"[{text}]({address})"
    return start + text + end
