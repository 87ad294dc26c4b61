"""Footnotes (``[^1]`` in the text, ``[^1]: …`` below it) at the end of a rendered text.

The parser leaves a note where it was written, so that it is a block with a key like any other;
here the notes are taken to the end, also those that no place in the text refers to: nothing that
was written may vanish.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

ANCHOR = r"[nr]-\d{1,5}(?:-\d{1,5})?"
"""Form of the anchors made here, for the cleaning of the result."""


def prepare(markdown: MarkdownIt) -> MarkdownIt:
    """Teach a parser's renderer how the mark of a note looks."""
    markdown.add_render_rule("footnote_ref", _mark)
    return markdown


def to_the_end(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a text with its notes, if it has any, as one list behind it."""
    text, notes = _taken_out(tokens)
    if not notes:
        return text
    numbers, marks = _references(text)
    # A note of a note is numbered when the first one is.
    for group in notes.values():
        inner_numbers, inner_marks = _references(group)
        for label, found in inner_numbers.items():
            numbers.setdefault(label, found)
            marks[label] = marks.get(label, 0) + inner_marks[label]
    ordered = sorted(notes, key=lambda label: numbers.get(label, len(numbers) + 10**6))
    framed = [*text, _html('<section class="qms-notes"><ol>\n')]
    for label in ordered:
        group = notes[label]
        number = numbers.get(label)
        key = str(group[0].attrGet("id") or "")
        anchor = f' id="{key}"' if key else ""
        line = group[0].attrGet("data-line")
        place = f' data-line="{line}"' if line is not None else ""
        framed.append(_html(f"<li{anchor}{place}>"))
        inner = group[1:-1]
        for token in inner:
            if token.level == 1:
                token.attrs.pop("data-line", None)
        if number is not None:
            mark = f'<span id="n-{number}"></span>'
            framed.append(_html(mark))
            _add_ways_back(inner, number, marks.get(label, 0))
        framed.extend(inner)
        framed.append(_html("</li>\n"))
    framed.append(_html("</ol></section>\n"))
    return framed


def _taken_out(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    text: list[Token] = []
    notes: dict[str, list[Token]] = {}
    group: list[Token] = []
    depth = 0
    for token in tokens:
        if token.type == "footnote_reference_open":
            depth += 1
        if depth:
            group.append(token)
        else:
            text.append(token)
        if token.type == "footnote_reference_close":
            depth -= 1
            if depth == 0:
                # A second note of the same name is kept too, behind the first.
                label = str(group[0].meta.get("label", ""))
                while label in notes:
                    label += "\0"
                notes[label] = group
                group = []
    return text, notes


def _references(tokens: Sequence[Token]) -> tuple[dict[str, int], dict[str, int]]:
    """Number of each label that is referred to, and how often it is."""
    numbers: dict[str, int] = {}
    marks: dict[str, int] = {}
    for token in tokens:
        for child in token.children or ():
            if child.type == "footnote_ref":
                label = str(child.meta["label"])
                numbers[label] = int(child.meta["id"]) + 1
                marks[label] = marks.get(label, 0) + 1
    return numbers, marks


def _add_ways_back(inner: Sequence[Token], number: int, count: int) -> None:
    last = next((token for token in reversed(inner) if token.type == "inline"), None)
    if last is None or last.children is None:
        return
    for place in range(count):
        link = Token("html_inline", "", 0)
        link.content = f' <a href="#r-{number}-{place}">↩</a>'
        last.children.append(link)


def _html(content: str) -> Token:
    token = Token("html_block", "", 0)
    token.content = content
    return token


def _mark(
    _self: object, tokens: Sequence[Token], index: int, _options: Any, _environment: Any
) -> str:
    meta = tokens[index].meta
    number, place = int(meta["id"]) + 1, int(meta.get("subId", 0))
    return f'<sup><a id="r-{number}-{place}" href="#n-{number}">[{number}]</a></sup>'
