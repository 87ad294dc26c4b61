"""From the Markdown of a document to HTML that is safe to show, with anchors and links.

Raw HTML is not part of the dialect, and what the parser makes is cleaned once more: a text that
anybody wrote can never run anything in a reader's browser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .paragraphs import heading_title, parser, split, top_level

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "div",
}  # fmt: skip
_ANCHORED = {"h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "table", "pre", "blockquote", "div"}
_CLASSES = {"qms-scroll"}
_ALIGNMENT = re.compile(r"^text-align:(left|right|center)$")

CODE = r"[^\W\d_][\w./-]{0,38}\w"
_BRACKETED = re.compile(rf"\[({CODE})\](?!\()")
_BARE = re.compile(r"(?<![\w./-])[^\W\d_]{1,10}[-/.]\d[\w./-]*(?<![./-])")
_EITHER = re.compile(rf"\[(?P<bracketed>{CODE})\]|(?P<bare>{_BARE.pattern})")


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


def codes_in(body: str) -> set[str]:
    """What looks like the code of another document: ``[PG-02]``, or ``PG-02`` by itself."""
    found = {match[1] for match in _BRACKETED.finditer(body)}
    return found | {match[0] for match in _BARE.finditer(body)}


def render(body: str, keys: Sequence[str] = (), links: Mapping[str, str] | None = None) -> Rendered:
    """The text as safe HTML.

    Args:
        body: Markdown.
        keys: key of each block, as ``paragraphs.split`` counts them; a block without one gets no
            anchor (a preview).
        links: addresses of known documents by code; other codes stay plain text.
    """
    environment = {"links": dict(links or {})}
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
    html = _renderer().renderer.render(_framed(tokens), _renderer().options, environment)
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
        attributes={tag: {"id"} for tag in _ANCHORED}
        | {"a": {"href"}, "ol": {"id", "start"}, "div": {"id", "class"}}
        | {"td": {"class"}, "th": {"class"}},
        attribute_filter=_checked_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _checked_attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if re.fullmatch(r"p-[a-z0-9]{1,12}", value) else None
    if name == "class":
        kept = [one for one in value.split() if one in _CLASSES or one.startswith("qms-align-")]
        return " ".join(kept) or None
    return value


def plain_text(body: str) -> str:
    """The words of a text without its marks, block by block, for search and excerpts."""
    parts: list[str] = []
    for token in parser().parse(body):
        if token.type == "inline":
            parts.append(_words_of(token.children or []))
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content.strip())
    return "\n".join(part for part in parts if part)


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
    markdown = parser()
    markdown.core.ruler.push("qms_document_links", _link_documents)
    return markdown


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
            key = str(token.attrs.pop("id", ""))
            frame.content = (
                f'<div class="qms-scroll"{f" id={chr(34)}{key}{chr(34)}" if key else ""}>\n'
            )
            framed.extend((frame, token))
        elif token.type == "table_close" and token.level == 0:
            closing = Token("html_block", "", 0)
            closing.content = "</div>\n"
            framed.extend((token, closing))
        elif token.type in {"fence", "code_block"} and token.level == 0 and token.attrGet("id"):
            opening, closing = Token("html_block", "", 0), Token("html_block", "", 0)
            opening.content = f'<div class="qms-scroll" id="{token.attrs.pop("id")}">\n'
            closing.content = "</div>\n"
            framed.extend((opening, token, closing))
        else:
            framed.append(token)
    return framed


def _link_documents(state: StateCore) -> None:
    """Turn codes of known documents into links, outside of links and code."""
    links: Mapping[str, str] = state.env.get("links", {})
    if not links:
        return
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        inside_link = 0
        children: list[Token] = []
        for token in block.children:
            inside_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "text" and not inside_link:
                children.extend(_linked(token, links))
            else:
                children.append(token)
        block.children = children


def _linked(token: Token, links: Mapping[str, str]) -> list[Token]:
    parts: list[Token] = []
    position = 0
    for match in _EITHER.finditer(token.content):
        code = match["bracketed"] or match["bare"]
        address = links.get(code)
        if address is None:
            continue
        if match.start() > position:
            parts.append(_text(token.content[position : match.start()], token.level))
        opening = Token("link_open", "a", 1, attrs={"href": address})
        parts.extend((opening, _text(code, token.level + 1), Token("link_close", "a", -1)))
        position = match.end()
    if not parts:
        return [token]
    if position < len(token.content):
        parts.append(_text(token.content[position:], token.level))
    return parts


def _text(content: str, level: int) -> Token:
    token = Token("text", "", 0)
    token.content, token.level = content, level
    return token
