"""Markdown as a tree of plain values that a template can place: no markup goes through.

The dialect is CommonMark with tables, strikethrough and footnotes, HTML shown as the characters it
is written with. A feature whose texts have links of their own hands in its parser. Pictures are
printed where their bytes were handed in, and named by their description elsewhere: nothing is ever
fetched.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from ..i18n import t

DEEPEST = 6
"""Lists and quotations nested deeper are printed at this depth: the page has no more room."""
LINKED_SCHEMES = frozenset({"http", "https", "mailto"})

Block = dict[str, Any]
Inline = dict[str, Any]

Parse = Callable[[str], Sequence[Token]]

_parser = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": 100})
    .enable(["table", "strikethrough"])
    .use(footnote_plugin)
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a text. ``width`` and ``height`` are in pixels, 0 where unknown."""

    sha256: str
    data: bytes
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class _Surroundings:
    """What the text that is being turned comes with."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)
    notes: dict[str, SyntaxTreeNode] = field(default_factory=dict)
    referred: set[str] = field(default_factory=set)
    in_note: bool = False


_around: ContextVar[_Surroundings] = ContextVar("qms_markdown_around")


def markdown_tree(
    text: str,
    *,
    top_level: int = 2,
    pictures: Mapping[str, Picture] | None = None,
    parse: Parse | None = None,
) -> list[Block]:
    """The blocks of `text`.

    Args:
        top_level: level that the highest heading gets. Levels in between are closed up, because a
            reader that jumps from heading to heading must not find one missing.
        pictures: by the name that the text gives them; others are named, not shown.
        parse: the parser of the text's own dialect; CommonMark with tables when missing.
    """
    # Surrogates cannot be parsed as UTF-8 tables are; they are named by `printable` later on.
    text = text.replace("\x00", "\ufffd")
    root = SyntaxTreeNode(list((parse or _parser.parse)(text)))
    notes: dict[str, SyntaxTreeNode] = {}
    for part in root.children:
        for note in part.children if part.type == "footnote_block" else [part]:
            if note.type in _NOTES:
                notes.setdefault(_note_name(note), note)
    around = _Surroundings(pictures or {}, notes)
    token = _around.set(around)
    try:
        blocks = _blocks(root.children, 0)
        # A note that nothing refers to is printed at the end: what was written does not vanish.
        for name, note in notes.items():
            if name not in around.referred:
                blocks += _blocks(note.children, 1)
    finally:
        _around.reset(token)
    _close_up(blocks, top_level)
    return blocks


_NOTES = frozenset({"footnote", "footnote_reference"})
"""What the parsers call a note: at the end of the tokens, or where it was written."""


def _note_name(node: SyntaxTreeNode) -> str:
    label = node.meta.get("label")
    return str(label) if label is not None else f"#{node.meta.get('id', '')}"


def _close_up(blocks: list[Block], top_level: int) -> None:
    headings = [block for block in blocks if block["kind"] == "heading"]
    open_levels: list[int] = []
    for heading in headings:
        while open_levels and open_levels[-1] >= heading["level"]:
            open_levels.pop()
        open_levels.append(heading["level"])
        heading["level"] = min(6, top_level + len(open_levels) - 1)


def _blocks(nodes: list[SyntaxTreeNode], depth: int) -> list[Block]:
    return [block for node in nodes for block in _block(node, depth)]


def _block(node: SyntaxTreeNode, depth: int) -> list[Block]:
    if node.type == "heading":
        # Inside a list or a quotation a heading would break the outline: it is a bold line. In
        # the table of contents a note or a picture would stand twice.
        inline = _for_heading(_inline_of(node))
        if depth:
            return [{"kind": "paragraph", "inline": [{"kind": "strong", "inline": inline}]}]
        return [{"kind": "heading", "level": int(node.tag[1]), "inline": inline}]
    if node.type == "paragraph":
        return _paragraph(_inline_of(node))
    if node.type == "footnote_block" or node.type in _NOTES:
        return []  # each note stands where it is referred to
    if node.type in {"bullet_list", "ordered_list"}:
        items = [_blocks(item.children, depth + 1) for item in node.children]
        if depth >= DEEPEST:
            return [block for item in items for block in item]
        return [
            {
                "kind": "list",
                "ordered": node.type == "ordered_list",
                "start": int(node.attrs.get("start", 1)),
                "items": items,
            }
        ]
    if node.type == "blockquote":
        inner = _blocks(node.children, depth + 1)
        return inner if depth >= DEEPEST else [{"kind": "quote", "blocks": inner}]
    if node.type in {"fence", "code_block"}:
        return [{"kind": "code", "text": node.content.rstrip("\n")}]
    if node.type == "hr":
        return [{"kind": "rule"}]
    if node.type == "table":
        return [_table(node)]
    return [{"kind": "paragraph", "inline": [{"kind": "text", "text": node.content}]}]


def _paragraph(inline: list[Inline]) -> list[Block]:
    """A paragraph; a picture that stands in it by itself becomes a block of its own."""
    if not any(item["kind"] == "picture" for item in inline):
        return [{"kind": "paragraph", "inline": inline}]
    blocks: list[Block] = []
    words: list[Inline] = []
    for item in [*inline, {"kind": "end"}]:
        if item["kind"] not in {"picture", "end"}:
            words.append(item)
            continue
        if any(_plain([word]).strip() or word["kind"] != "text" for word in words):
            blocks.append({"kind": "paragraph", "inline": words})
        words = []
        if item["kind"] == "picture":
            blocks.append(item)
    return blocks


def _for_heading(inline: list[Inline]) -> list[Inline]:
    flat: list[Inline] = []
    for item in inline:
        if item["kind"] == "picture":
            flat.append({"kind": "text", "text": item["missing"]})
        elif item["kind"] == "footnote":
            words = " ".join(_words_of(block) for block in item["blocks"])
            flat.append({"kind": "text", "text": f" ({words.strip()})"})
        elif "inline" in item:
            flat.append({**item, "inline": _for_heading(item["inline"])})
        else:
            flat.append(item)
    return flat


def _words_of(block: Block) -> str:
    return _plain(block.get("inline", [])) or str(block.get("text", ""))


def _table(node: SyntaxTreeNode) -> Block:
    rows = [row for part in node.children for row in part.children]
    cells = [[_inline_of(cell) for cell in row.children] for row in rows]
    lengths = [[len(_plain(cell)) for cell in row] for row in cells]
    words = [
        [max((len(word) for word in _plain(cell).split()), default=1) for cell in row]
        for row in cells
    ]
    columns = range(len(cells[0]))
    # A column's share grows with the root of its text and never below its longest word.
    weights = [
        max(
            math.sqrt(sum(row[column] for row in lengths) / len(rows)) * 2.2,
            min(24, max(row[column] for row in words)),
            3,
        )
        for column in columns
    ]
    aligns = [str(cell.attrs.get("style", "")).partition(":")[2] for cell in rows[0].children]
    return {
        "kind": "table",
        "weights": [round(weight, 2) for weight in weights],
        "aligns": [align if align in {"center", "right"} else "left" for align in aligns],
        "head": cells[0],
        "rows": cells[1:],
        "long": [sum(row) > 1200 for row in lengths[1:]],
    }


def _plain(inline: list[Inline]) -> str:
    return "".join(item.get("text", "") or _plain(item.get("inline", [])) for item in inline)


def _inline_of(node: SyntaxTreeNode) -> list[Inline]:
    return [item for child in node.children for item in _inline(child)]


def _inline(node: SyntaxTreeNode) -> list[Inline]:
    if node.type == "inline":
        return _inline_of(node)
    if node.type == "text":
        return [{"kind": "text", "text": node.content}] if node.content else []
    if node.type == "softbreak":
        return [{"kind": "text", "text": " "}]
    if node.type == "hardbreak":
        return [{"kind": "break"}]
    if node.type == "code_inline":
        return [{"kind": "code", "text": node.content}]
    if node.type in {"strong", "em", "s"}:
        return [{"kind": node.type, "inline": _inline_of(node)}]
    if node.type == "link":
        address = str(node.attrs.get("href", ""))
        inner = _inline_of(node)
        if _scheme(address) not in LINKED_SCHEMES or not inner:
            # A print has no page to be relative to: the address is written out instead.
            return [*inner, {"kind": "text", "text": f" ({address})"}] if address else inner
        return [{"kind": "link", "address": address, "inline": inner}]
    if node.type == "image":
        return [_picture(node)]
    if node.type == "footnote_ref":
        return _footnote(node)
    if node.type == "footnote_anchor":
        return []
    return [{"kind": "text", "text": node.content}]


def _picture(node: SyntaxTreeNode) -> Inline:
    address = str(node.attrs.get("src", ""))
    description = node.content or _plain(_inline_of(node))
    named = t("[picture: %(name)s]", name=description or unquote(address))
    found = _around.get().pictures.get(unquote(address))
    if found is None:
        return {"kind": "text", "text": named}
    # 150 dots per inch at the width of the text, never wider than it and never higher than a page.
    share = min(100, max(12, round((found.width or 1000) / 10)))
    return {
        "kind": "picture",
        "file": found.sha256,
        "alt": description or t("no description"),
        "caption": str(node.attrs.get("title", "") or ""),
        "missing": named,
        "share": share,
        "tall": found.height > 1.1 * max(1, found.width) and found.height > 900,
    }


def _footnote(node: SyntaxTreeNode) -> list[Inline]:
    around = _around.get()
    name = _note_name(node)
    note = around.notes.get(name)
    if note is None or around.in_note:
        return [{"kind": "text", "text": f"[{node.meta.get('label', '')}]"}]
    around.referred.add(name)
    around.in_note = True
    try:
        return [{"kind": "footnote", "blocks": _blocks(note.children, 1)}]
    finally:
        around.in_note = False


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""
