"""Markdown as a tree of plain values that a template can place: no markup goes through.

The dialect is that of the documents: CommonMark with tables and strikethrough, HTML shown as the
characters it is written with, pictures named by their description.
"""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ..i18n import t

DEEPEST = 6
"""Lists and quotations nested deeper are printed at this depth: the page has no more room."""
LINKED_SCHEMES = frozenset({"http", "https", "mailto"})

Block = dict[str, Any]
Inline = dict[str, Any]

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable(
    ["table", "strikethrough"]
)


def markdown_tree(text: str, *, top_level: int = 2) -> list[Block]:
    """The blocks of `text`.

    Args:
        top_level: level that the highest heading gets. Levels in between are closed up, because a
            reader that jumps from heading to heading must not find one missing.
    """
    # Surrogates cannot be parsed as UTF-8 tables are; they are named by `printable` later on.
    root = SyntaxTreeNode(_parser.parse(text.replace("\x00", "\ufffd")))
    blocks = _blocks(root.children, 0)
    _close_up(blocks, top_level)
    return blocks


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
        # Inside a list or a quotation a heading would break the outline: it is a bold line.
        inline = _inline_of(node)
        if depth:
            return [{"kind": "paragraph", "inline": [{"kind": "strong", "inline": inline}]}]
        return [{"kind": "heading", "level": int(node.tag[1]), "inline": inline}]
    if node.type == "paragraph":
        return [{"kind": "paragraph", "inline": _inline_of(node)}]
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
        name = node.content or str(node.attrs.get("src", ""))
        return [{"kind": "text", "text": t("[picture: %(name)s]", name=name)}]
    return [{"kind": "text", "text": node.content}]


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""
