"""What holds for every template: no inline code, known icons, well-formed HTML, escaped texts."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from intranet_qms import charts, i18n
from intranet_qms.findings.queries import MARKS
from tests.ui.paths import PACKAGE, STATIC, TEMPLATES

ALL_TEMPLATES = sorted(TEMPLATES.rglob("*.html"))
PAGES = ["/", "/list", "/list?q=niczego+takiego", "/form", "/job", "/login", "/home", "/mailbox",
         "/mailbox?none=1", "/message", "/error/403", "/error/503"]  # fmt: skip
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


def markup_of(path: Path) -> str:
    """A template without its comments."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def symbols() -> set[str]:
    root = ElementTree.parse(STATIC / "qms" / "icons.svg").getroot()
    return {child.attrib["id"] for child in root}


# Programs for mail show no linked stylesheet, and no policy holds in them: styles stand inside.
@pytest.mark.parametrize(
    "path",
    [path for path in ALL_TEMPLATES if path.parent.name != "mail"],
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_no_template_has_inline_code_or_style(path: Path) -> None:
    text = markup_of(path)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "javascript:" not in text
    assert "hx-on" not in text


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_icon_that_a_template_names_is_drawn(path: Path) -> None:
    text = markup_of(path)
    named = set(re.findall(r"\bicon\(\s*[\"']([\w-]+)[\"']", text))
    named |= set(re.findall(r"[\"'](shape-[\w-]+)[\"']", text))
    named |= set(re.findall(r"\bicon=\s*[\"']([\w-]+)[\"']", text))
    assert named <= symbols()


def test_every_mark_that_an_office_may_choose_for_a_class_is_drawn() -> None:
    assert {f"shape-{mark}" for mark in MARKS} <= symbols()


def test_every_icon_that_a_page_shows_is_drawn(gallery: Flask) -> None:
    client = gallery.test_client()
    for page in PAGES:
        shown = set(re.findall(r"icons\.svg#([\w-]+)", client.get(page).text))
        assert shown <= symbols(), page


class Nesting(HTMLParser):
    """Notes every element that is closed wrongly and every id that is used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.problems.append(f"an attribute twice in <{tag}>: {names}")
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in {"for", "aria-labelledby", "aria-describedby", "commandfor"}:
                self.references.extend((value or "").split())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.handle_starttag(tag, attrs)
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> at {self.getpos()}")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("locale", ["pl", "en"])
def test_pages_are_well_formed(gallery: Flask, page: str, locale: str) -> None:
    nesting = Nesting()
    joint = "&" if "?" in page else "?"
    nesting.feed(gallery.test_client().get(f"{page}{joint}locale={locale}").text)
    assert nesting.problems == []
    assert nesting.open == []
    assert len(nesting.ids) == len(set(nesting.ids))
    assert set(nesting.references) <= set(nesting.ids)


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
CALLS = [
    "ui.code(x, x)", "ui.state_badge(x, x)", "ui.person(x, x)", "ui.unit(x, x)", "ui.kbd(x)",
    "ui.breadcrumbs([{'label': x, 'url': x}, {'label': x}])", "ui.icon('check', x)",
    "ui.tabs([{'label': x, 'url': x, 'active': true}], x)", "ui.button(x, title=x)",
    "ui.link_button(x, x, title=x)", "ui.post_button(x, x, values={x: x})",
    "ui.alert('bad', x, x, {'label': x, 'url': x})", "ui.empty_state(x, x, {'label': x, 'url': x})",
    "ui.definition_list([(x, x)])", "ui.stat(x, x, x, x)",
    "ui.stepper([{'label': x, 'state': 'done', 'note': x}], x)",
    "ui.chain([{'kind': x, 'code': x, 'label': x, 'url': x}])",
    "ui.timeline([{'when': none, 'title': x, 'text': x, 'person': x}])",
    "ui.progress({'uuid': x, 'state': 'running', 'progress': 3, 'message': x}, x)",
    "ui.progress({'uuid': x, 'state': 'done', 'progress': 3, 'message': x}, x, x)",
    "ui.dialog_confirm(x, x, x, x, x)", "ui.confirm_button(x, x)",
    "ui.filters(x, {'name': x, 'value': x, 'label': x}, [{'label': x, 'value': x, 'remove_url': x}], x, 3)",
    "ui.filter_select(x, x, [(x, x)], x)", "ui.sort_header(x, x, x, address)",
    "ui.field(x, x, x, hint=x, error=x)", "ui.textarea_field(x, x, x, hint=x, error={x: [x]})",
    "ui.select_field(x, x, [(x, x)], x, hint=x, error=x)", "ui.date_field(x, x, x, x, x)",
    "ui.check_field(x, x, value=x, hint=x, error=x)", "ui.choice_field(x, x, [(x, x)], x, x, x)",
    "ui.file_field(x, x, x, x, accept=x)", "ui.people_field(x, x, [(x, x)], [x], x, x)",
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_macros_escape_what_they_are_given(gallery: Flask, call: str) -> None:
    source = '{% import "qms/_macros.html" as ui %}{{ ' + call + " }}"
    with gallery.test_request_context():
        shown = gallery.jinja_env.from_string(source).render(
            x=HOSTILE, address=lambda value: f"/?sort={value}"
        )
    assert "alert" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    # No attribute is left by a quotation mark: outside of values only the parser's own names stand.
    assert "onerror" not in attribute_names(shown)


def attribute_names(text: str) -> set[str]:
    class Names(HTMLParser):
        found: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found |= {name for name, _ in attrs}

    names = Names()
    names.found = set()
    names.feed(text)
    return names.found


@pytest.mark.parametrize(
    ("days", "words"),
    [(-21, "21 dni po terminie"), (-1, "1 dzień po terminie"), (0, "termin dziś"),
     (1, "termin jutro"), (2, "za 2 dni"), (14, "za 14 dni"), (15, None)],
)  # fmt: skip
def test_a_date_that_is_near_or_over_says_so_in_words(
    gallery: Flask, days: int, words: str | None
) -> None:
    today = date(2026, 11, 23)
    due = date.fromordinal(today.toordinal() + days)
    source = '{% import "qms/_macros.html" as ui %}{{ ui.due(due, today=today) }}'
    with gallery.test_request_context():
        shown = gallery.jinja_env.from_string(source).render(due=due, today=today)
    assert ("qms-due__words" in shown) is (words is not None)
    assert words is None or words in shown
    assert f'datetime="{due.isoformat()}"' in shown


def test_a_state_is_a_word_and_a_shape_that_others_do_not_have(gallery: Flask) -> None:
    source = '{% import "qms/_macros.html" as ui %}{{ ui.state_badge(state, label) }}'
    shapes = {}
    with gallery.test_request_context():
        template = gallery.jinja_env.from_string(source)
        for state in ("draft", "in_review", "approved", "effective", "superseded", "withdrawn"):
            shown = template.render(state=state, label="słowo")
            assert "<span>słowo</span>" in shown
            shapes[state] = re.search(r"#(shape-[\w-]+)", shown)[1]  # type: ignore[index]
    assert len(set(shapes.values())) == len(shapes)


def test_scripts_stay_small_and_need_no_eval() -> None:
    assert len((STATIC / "qms" / "qms.js").read_bytes()) < 9216
    for script in (STATIC / "qms").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function\(|innerHTML|document\.write", text), script


def test_third_party_files_come_with_their_licences() -> None:
    assert "Zero-Clause BSD" in (STATIC / "vendor" / "htmx.LICENSE.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (STATIC / "qms" / "fonts" / "OFL.txt").read_text("utf-8")


def test_bars_share_one_scale_and_small_values_stay_visible() -> None:
    chart = charts.bar_chart(
        [charts.Bar("A & B", 1000), charts.Bar("C", 500), charts.Bar("D", 1), charts.Bar("E", 0)],
        "Ustalenia", "Najwięcej jest A.",
    )  # fmt: skip
    assert re.findall(r' width="(\d+)" height="16"', chart) == ["1000", "500", "6", "0"]
    assert "A &amp; B" in chart
    ElementTree.fromstring(chart)


def test_a_chart_of_nothing_says_so_and_a_negative_bar_is_refused() -> None:
    assert "Nie ma jeszcze czego pokazać." in charts.bar_chart([], "Ustalenia", "")
    with pytest.raises(ValueError, match="negative"):
        charts.bar_chart([charts.Bar("A", -1)], "", "")


def test_every_sentence_of_the_looks_is_polish_too(gallery: Flask) -> None:
    own = [*TEMPLATES.glob("qms/_*.html"), *TEMPLATES.glob("qms/standalone/*.html"),
           *TEMPLATES.glob("qms/layout/*.html"), TEMPLATES / "qms/error.html"]  # fmt: skip
    text = "\n".join(map(markup_of, own))
    text += (PACKAGE / "charts.py").read_text("utf-8")
    quoted = r"\bt\(\s*(?:\"([^\"%]+(?:%\(\w+\)s[^\"]*)?)\"|'([^'%]+(?:%\(\w+\)s[^']*)?)')"
    singular = [double or single for double, single in re.findall(quoted, text)]
    plural = re.findall(r"\btn\(\s*\"([^\"]+)\"", text)
    known = i18n.catalogue("pl")
    assert len(singular) > 40
    assert [one for one in singular if one not in known.singular] == []
    assert [one for one in plural if one not in known.plural] == []
