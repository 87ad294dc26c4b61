"""What a text refers to: other documents by their codes, and pictures by their names.

Nothing is fetched from elsewhere when a text is read: a picture is a file of the issue, or it is
shown as missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import escape

from ..i18n import t

CODE = r"[^\W\d_][\w./-]{0,38}\w"
BRACKETED = re.compile(rf"\[({CODE})\](?!\()")
BARE = re.compile(r"(?<![\w./-])[^\W\d_]{1,10}[-/.]\d[\w./-]*(?<![./-])")
_EITHER = re.compile(rf"\[(?P<bracketed>{CODE})\]|(?P<bare>{BARE.pattern})")
_CODE_LIKE = re.compile(r"[^\W\d_]{1,10}[-/.]\S*\d\S*")
"""What somebody who writes it in brackets means as a code, and not as a remark."""


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """Where a code leads.

    Args:
        address: of the document's page.
        title: shown beside a code in brackets, and on hover.
        note: what a reader must know, such as that the document is no longer in force.
    """

    address: str
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the issue: where it is shown from, and its pixels."""

    address: str
    width: int | None = None
    height: int | None = None


def codes_in(body: str) -> set[str]:
    """What looks like the code of another document: ``[PG-02]``, or ``PG-02`` by itself."""
    found = {match[1] for match in BRACKETED.finditer(body)}
    return found | {match[0] for match in BARE.finditer(body)}


def link_documents(state: StateCore) -> None:
    """Turn codes of known documents into links, outside of links and code, and mark those in
    brackets that lead nowhere. Without ``links`` in the environment nothing is touched."""
    links: Mapping[str, str | DocumentLink] | None = state.env.get("links")
    if links is None:
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


def _linked(token: Token, links: Mapping[str, str | DocumentLink]) -> list[Token]:
    parts: list[Token] = []
    position = 0
    for match in _EITHER.finditer(token.content):
        bracketed = match["bracketed"]
        code = bracketed or match["bare"]
        known = links.get(code)
        if known is None and not (bracketed and _CODE_LIKE.fullmatch(code)):
            continue
        if match.start() > position:
            parts.append(_text(token.content[position : match.start()], token.level))
        parts.append(_link(code, known, with_title=bool(bracketed)))
        position = match.end()
    if not parts:
        return [token]
    if position < len(token.content):
        parts.append(_text(token.content[position:], token.level))
    return parts


def _link(code: str, known: str | DocumentLink | None, *, with_title: bool) -> Token:
    """One link as finished HTML; every part of it is escaped here."""
    token = Token("html_inline", "", 0)
    if known is None:
        told = t("There is no document with the code %(code)s.", code=code)
        token.content = f'<span class="qms-broken" title="{escape(told)}">{escape(code)}</span>'
        return token
    link = DocumentLink(known) if isinstance(known, str) else known
    if not link.address:
        # The document names itself: it is where the reader is.
        token.content = str(escape(code))
        return token
    words = f"{code} {link.title}" if with_title and link.title else code
    title = f' title="{escape(link.title)}"' if link.title else ""
    token.content = f'<a href="{escape(link.address)}"{title}>{escape(words)}</a>'
    if link.note:
        token.content += f' <span class="qms-link-note">({escape(link.note)})</span>'
    return token


def _text(content: str, level: int) -> Token:
    token = Token("text", "", 0)
    token.content, token.level = content, level
    return token


def picture_name(source: str) -> str:
    """The name of the picture that a text means; the parser writes it as an address."""
    return unquote(source)


def place_pictures(state: StateCore) -> None:
    """Give pictures of the issue their address; any other is replaced by words."""
    pictures: Mapping[str, Picture] = state.env.get("pictures") or {}
    for block in state.tokens:
        if block.type != "inline" or not block.children:
            continue
        for at, token in enumerate(block.children):
            if token.type != "image":
                continue
            known = pictures.get(picture_name(str(token.attrGet("src") or "")))
            if known is None:
                block.children[at] = _missing(token)
                continue
            token.attrs = {"src": known.address, "alt": "", "loading": "lazy"}
            if known.width and known.height:
                token.attrs |= {"width": known.width, "height": known.height}


def _missing(token: Token) -> Token:
    source = picture_name(str(token.attrGet("src") or ""))
    told = t("[picture: %(name)s]", name=token.content or source)
    missing = Token("html_inline", "", 0)
    missing.content = f'<span class="qms-broken">{escape(told)}</span>'
    return missing
