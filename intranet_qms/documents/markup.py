"""From the Markdown of a document to HTML that is safe to show, with anchors and links.

Raw HTML is not part of the dialect, and what the parser makes is cleaned once more: a text that
anybody wrote can never run anything in a reader's browser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from . import footnotes
from .paragraphs import heading_title, parser, split, top_level
from .references import DocumentLink as DocumentLink
from .references import Picture as Picture
from .references import codes_in as codes_in
from .references import link_documents, place_pictures

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "div",
    "img", "section", "span", "sup",
}  # fmt: skip
_ANCHORED = {
    "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "table", "pre", "blockquote", "div",
}  # fmt: skip
_CLASSES = {"qms-scroll", "qms-broken", "qms-link-note", "qms-notes"}
_ID = re.compile(rf"p-[a-z0-9]{{1,12}}|{footnotes.ANCHOR}")
_SHOWN_FROM = re.compile(r"/(?!/)[^\\\s]*")
"""An address of this site; a picture is shown from nowhere else."""
_ALIGNMENT = re.compile(r"^text-align:(left|right|center)$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents."""

    key: str
    number: str
    title: str
    depth: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, with its contents."""

    html: str
    contents: list[Heading]


def render(
    body: str,
    keys: Sequence[str] = (),
    links: Mapping[str, str | DocumentLink] | None = None,
    pictures: Mapping[str, Picture] | None = None,
    *,
    lines: bool = False,
) -> Rendered:
    """The text as safe HTML.

    Args:
        body: Markdown.
        keys: key of each block, as ``paragraphs.split`` counts them; a block without one gets no
            anchor (a preview).
        links: known documents by code; other codes stay plain text, and are marked where they
            stand in brackets. None leaves all codes as they are.
        pictures: the pictures of the issue by name; others are shown as missing.
        lines: whether each block says at which line of the text it stands, from 0 (an editor).
    """
    environment: dict[str, Any] = {
        "links": None if links is None else dict(links),
        "pictures": dict(pictures or {}),
    }
    tokens = _renderer().parse(body, environment)
    contents: list[Heading] = []
    blocks = split(body)
    for position, token in enumerate(top_level(tokens)):
        key = keys[position] if position < len(keys) else ""
        if key:
            token.attrSet("id", f"p-{key}")
        block = blocks[position]
        if block.is_heading:
            title = heading_title(block.text) or block.number
            contents.append(Heading(key, block.number, _plain_inline(title), block.level))
        if token.type == "fence":
            # The fence's own renderer would put the id on the inner <code>.
            token.info = ""
    if lines:
        _tell_lines(tokens)
    tokens = footnotes.to_the_end(_framed(tokens))
    html = _renderer().renderer.render(tokens, _renderer().options, environment)
    shallow = min((heading.depth for heading in contents), default=1)
    return Rendered(
        clean(html),
        [Heading(h.key, h.number, h.title, h.depth - shallow + 1) for h in contents],
    )


def clean(html: str) -> str:
    """Only what a text needs: no script, no style, no foreign frame, no address but web and mail."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={tag: {"id", "data-line"} for tag in _ANCHORED}
        | {"a": {"href", "id", "title"}, "ol": {"id", "data-line", "start"}}
        | {"div": {"id", "data-line", "class"}, "td": {"class"}, "th": {"class"}}
        | {"tr": {"data-line"}, "span": {"id", "class", "title"}, "section": {"class"}}
        | {"img": {"src", "alt", "width", "height", "loading"}},
        attribute_filter=_checked_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _checked_attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if _ID.fullmatch(value) else None
    if name == "src":
        return value if _SHOWN_FROM.fullmatch(value) else None
    if name == "class":
        kept = [one for one in value.split() if one in _CLASSES or one.startswith("qms-align-")]
        return " ".join(kept) or None
    return value


def plain_text(body: str) -> str:
    """The words of a text without its marks, block by block, for search and excerpts."""
    if not body.strip():
        return ""
    parts: list[str] = []
    for token in parser().parse(body):
        if token.type == "inline":
            parts.append(_words_of(token.children or []))
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content.strip())
    return "\n".join(part for part in parts if part)


@lru_cache(maxsize=4096)
def text_by_lines(body: str) -> str:
    """The words of a text for a screen that knows no marks, as a phone without a network is.

    One line for a block, for an item of a list (with its sign) and for a row of a table (its cells
    parted by a dash).
    """
    lines: list[str] = []
    cells: list[str] | None = None
    sign = ""
    for token in parser().parse(body):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            lines.append(" – ".join(cell for cell in cells if cell))
            cells = None
        elif token.type == "list_item_open":
            sign = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "inline":
            words = _words_of(token.children or [])
            if cells is not None:
                cells.append(words)
            else:
                lines.append(sign + words)
                sign = ""
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content.strip())
    return "\n".join(line for line in lines if line)


def _words_of(tokens: Sequence[Token]) -> str:
    text = "".join(
        " " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens
    )
    return " ".join(text.split())


def _plain_inline(markdown: str) -> str:
    tokens = parser().parseInline(markdown)
    return _words_of(tokens[0].children or []) if tokens else markdown


@cache
def _renderer() -> MarkdownIt:
    markdown = footnotes.prepare(parser())
    markdown.core.ruler.push("qms_document_links", link_documents)
    markdown.core.ruler.push("qms_pictures", place_pictures)
    return markdown


def _tell_lines(tokens: list[Token]) -> None:
    """Say of blocks, items of lists and rows of tables where they stand in the text."""
    for token in tokens:
        if token.map is not None and token.nesting >= 0 and token.type != "inline":
            token.attrSet("data-line", str(token.map[0]))


def _framed(tokens: list[Token]) -> list[Token]:
    """Demote first headings below the title of the page; let wide tables scroll by themselves."""
    framed: list[Token] = []
    for token in tokens:
        if token.type in {"heading_open", "heading_close"} and token.tag == "h1":
            token.tag = "h2"
        if token.type in {"th_open", "td_open"}:
            # An inline style would be refused by the policy of the page.
            match = _ALIGNMENT.match(str(token.attrs.pop("style", "")))
            if match:
                token.attrSet("class", f"qms-align-{match[1]}")
        if token.type == "table_open" and token.level == 0:
            frame = Token("html_block", "", 0)
            frame.content = _frame(token)
            framed.extend((frame, token))
        elif token.type == "table_close" and token.level == 0:
            closing = Token("html_block", "", 0)
            closing.content = "</div>\n"
            framed.extend((token, closing))
        elif token.type in {"fence", "code_block"} and token.level == 0 and token.attrs:
            opening, closing = Token("html_block", "", 0), Token("html_block", "", 0)
            opening.content = _frame(token)
            closing.content = "</div>\n"
            framed.extend((opening, token, closing))
        else:
            framed.append(token)
    return framed


def _frame(token: Token) -> str:
    """The frame of a wide block; it carries the block's anchor."""
    kept = [
        f' {name}="{token.attrs.pop(name)}"' for name in ("id", "data-line") if name in token.attrs
    ]
    return f'<div class="qms-scroll"{"".join(kept)}>\n'
