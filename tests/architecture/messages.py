"""What the code and the templates say to people, and where, read from the sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tests.architecture.sources import ROOT, parsed_files

TEMPLATES = ROOT / "intranet_qms" / "templates"
CATALOGUES = ROOT / "intranet_qms" / "translations" / "pl"

_TRANSLATES = {"t", "tn", "lazy"}
_PART_OF_A_TAG = re.compile(r'[\w-]+="[^"]*"?|\b(?:qms|hint|error)-[\w-]*|\brequired\b|"')
_SHOWN = {"alt", "aria-label", "placeholder", "title", "label", "data-label"}


@dataclass(frozen=True)
class Said:
    """A sentence of the sources. ``plural`` only where there are two forms."""

    singular: str
    plural: str | None
    where: str


@cache
def said() -> tuple[Said, ...]:
    """Every sentence that is translated, in Python and in templates."""
    return (*_in_python(), *_in_templates())


def _in_python() -> Iterator[Said]:
    for path, _lines, tree in parsed_files():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.id if isinstance(function, ast.Name) else ""
            if isinstance(function, ast.Attribute) and _translator(function.value):
                name = function.attr
            if name in _TRANSLATES:
                texts = [
                    each.value if isinstance(each, ast.Constant) else None for each in node.args
                ]
                yield from _of_call(name, texts, f"{path}:{node.lineno}")


def _translator(node: ast.expr) -> bool:
    """Whether a node is the module ``i18n``, or what templates know as ``qms``."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "interface"
    return isinstance(node, ast.Name) and node.id in {"i18n", "qms"}


def _in_templates() -> Iterator[Said]:
    for path, tree in parsed_templates():
        for node in tree.find_all(nodes.Call):
            function = node.node
            if (
                isinstance(function, nodes.Getattr)
                and isinstance(function.node, nodes.Name)
                and function.node.name == "qms"
                and function.attr in _TRANSLATES
            ):
                texts = [
                    each.value if isinstance(each, nodes.Const) else None for each in node.args
                ]
                yield from _of_call(function.attr, texts, f"{path}:{node.lineno}")


def _of_call(name: str, texts: list[object], where: str) -> Iterator[Said]:
    first = texts[0] if texts else None
    if not isinstance(first, str):
        return  # Passed on from elsewhere, where it is a constant.
    second = texts[1] if name == "tn" and len(texts) > 1 else None
    yield Said(first, second if isinstance(second, str) else None, where)


def template_files() -> list[Path]:
    """Everything that Jinja renders."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def parsed_templates() -> Iterator[tuple[Path, nodes.Template]]:
    """Path below the root and syntax tree of each template."""
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    for path in template_files():
        yield path.relative_to(ROOT), environment.parse(path.read_text(encoding="utf-8"))


@cache
def entries() -> tuple[tuple[str, Message], ...]:
    """The entries of the Polish catalogues with the name of their file."""
    found = []
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as stream:
            found += [(path.name, one) for one in read_po(stream, locale="pl") if one.id]
    return tuple(found)


class _Words(HTMLParser):
    """Collects what a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"style", "script"}
        self.found += [value for name, value in attrs if name in _SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def untranslated_words(source: str) -> list[str]:
    """Texts of an HTML template that have letters and come from no expression."""
    parts = []
    inside = 0
    for _line, kind, value in Environment().lex(source):
        if kind in {"variable_begin", "block_begin", "raw_begin"}:
            inside += 1
            parts.append(" \x00 " if kind == "block_begin" else "\x00")
        elif kind in {"variable_end", "block_end", "raw_end"}:
            inside -= 1
        elif kind == "data" and not inside:
            parts.append(value)
    reader = _Words()
    reader.feed(re.sub(r"\x00", "", "".join(parts)))
    reader.close()
    # Macros also write parts of tags: attributes, and names of classes and elements.
    texts = [_PART_OF_A_TAG.sub(" ", text) for text in reader.found]
    return [text.strip() for text in texts if re.search(r"[^\W\d_]", text)]
