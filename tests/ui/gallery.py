"""A page of every piece, with real templates and a stand-in for the module around them.

Run it to look at the pieces: ``python -m tests.ui.gallery`` (PORT chooses the port).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, redirect, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.wrappers import Response

from intranet_qms import charts, i18n
from tests.ui.paths import HERE, STATIC, TEMPLATES

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Shell:
    """The links of the standalone intranet, as its templates ask for them."""

    home_url: str = "/"
    language_url: str = "/language"
    sign_out_url: str = "/sign-out"
    sign_in_url: str = "/sign-in"
    version: str = "1.0.0"
    person: Any = field(
        default_factory=lambda: {
            "name": "Joanna Wilk-Zając",
            "title": "Pełnomocnik ds. SZJ",
            "unit": "Biuro Jakości",
        }
    )
    links: tuple[dict[str, Any], ...] = (
        {"label": "System jakości", "url": "/", "icon": "standard", "active": True, "count": None},
        {"label": "Poczta", "url": "/mailbox", "icon": "mail", "active": False, "count": 4},
    )


class Interface:
    """What templates get as ``qms``, without a database or a signed-in person."""

    t = staticmethod(i18n.t)
    tn = staticmethod(i18n.tn)
    number = staticmethod(i18n.number)
    layout = "qms/standalone/shell.html"
    office_name = "Urząd Miasta Borowiec"
    shell = Shell()
    actor = None
    today = TODAY

    @property
    def locale(self) -> str:
        return i18n.current_locale()

    def asset(self, path: str) -> str:
        return url_for("static", filename=path)

    def icon(self, name: str) -> Markup:
        return Markup(
            '<svg class="qms-icon" aria-hidden="true" focusable="false">'
            '<use href="{}#{}"></use></svg>'
        ).format(self.asset("qms/icons.svg"), name)

    def url(self, endpoint: str, /, **values: Any) -> str:
        return "/" + endpoint

    def here(self, **changes: Any) -> str:
        return request.path

    def can(self, action: str, subject: Any = None) -> bool:
        return True

    def day(self, value: date) -> str:
        return i18n.date_text(value, _zone(), style="medium")

    def when(self, value: datetime) -> Markup:
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            value.isoformat(), i18n.moment_text(value, _zone()), i18n.relative_text(value, NOW)
        )

    def navigation(self) -> list[dict[str, Any]]:
        names = ("Documents", "Audits", "Findings", "My tasks", "Phone application")
        counts = (None, None, None, 7, None)
        return [
            {"label": i18n.t(name), "url": "#", "active": index == 0, "count": counts[index]}
            for index, name in enumerate(names)
        ]


def _zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Warsaw")


@dataclass(frozen=True)
class Listing:
    """A page of a long list, as the real one looks to a template."""

    items: list[Any]
    total: int = 312
    page: int = 3
    per_page: int = 25
    pages: int = 13


@dataclass(frozen=True)
class Job:
    """A report being made, as the real one looks to a template."""

    state: str
    progress: int
    message: str
    uuid: UUID = UUID(int=7)


ROWS = [
    ("PS-01", "Nadzór nad udokumentowanymi informacjami (dokumentami i zapisami)", "SO", "effective", "Obowiązuje", -12, "Marek Dąbrowski-Kwiatkowski"),
    ("PS-02", "Audity wewnętrzne", "BJ", "in_review", "W sprawdzaniu", 0, "Joanna Wilk-Zając"),
    ("PG-02", "Skargi, wnioski i petycje", "OR", "approved", "Zatwierdzone", 9, "Ewa Łoś"),
    ("PW-01", "Zamówienia publiczne", "KT", "draft", "Projekt", 320, "Łukasz Żak"),
    ("PG-07", "Wydawanie dowodów osobistych", "SO", "superseded", "Zastąpione", 410, "Anna Śliwa"),
    ("PG-12", "Rejestracja stanu cywilnego", "USC", "withdrawn", "Wycofane", 512, "Piotr Ćwik"),
]  # fmt: skip


def create_gallery(settings: Interface | None = None) -> Flask:
    """The gallery as an application: ``/``, ``/empty``, ``/login``, ``/home``, ``/mailbox``, …"""
    app = Flask("gallery", static_folder=str(STATIC), static_url_path="/static")
    app.secret_key = "gallery"
    app.jinja_env.undefined = StrictUndefined if os.environ.get("QMS_STRICT") else app.jinja_env.undefined  # fmt: skip
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(str(TEMPLATES)), FileSystemLoader(str(HERE / "templates"))]
    )
    app.jinja_env.globals["qms"] = settings or Interface()

    @app.before_request
    def choose_language() -> None:
        i18n.set_locale(request.args.get("locale", "pl"))

    @app.after_request
    def protect(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
            " frame-ancestors 'self'"
        )
        return response

    @app.get("/")
    def gallery() -> str:
        return _render(app, "gallery.html", **_gallery_values())

    @app.post("/save")
    def save() -> Response | tuple[str, int]:
        title = request.form.get("title", "")
        if title == "fail":
            error = {"code": "database_away", "message": "Baza nie odpowiada.", "way_out": "Spróbuj za chwilę.", "status": 503, "fields": {}}  # fmt: skip
            return _render(app, "qms/error.html", error=error), 503
        if title:
            return redirect("/saved")
        errors = {"title": ["Podaj tytuł."], "due": ["Termin jest w przeszłości."]}
        return _render(app, "form.html", errors=errors, values=request.form), 422

    @app.get("/form")
    def form() -> str:
        return _render(app, "form.html", errors={}, values={})

    @app.get("/saved")
    def saved() -> str:
        return _render(app, "list.html", **_list_values(request.args.get("q", "")))

    @app.get("/list")
    def listing() -> str:
        return _render(app, "list.html", **_list_values(request.args.get("q", "")))

    @app.get("/job")
    def job() -> str:
        asked_by_script = "HX-Request" in request.headers
        found = Job("done", 100, "60 stron") if asked_by_script else Job("running", 42, "Zdjęcia")
        return _render(app, "job.html", job=found)

    @app.get("/login")
    def login() -> str:
        return _render(
            app,
            "qms/standalone/login.html",
            people=_people(),
            sign_in_url="/sign-in",
            account_url=None,
            next="/",
            problem=None,
        )

    @app.get("/home")
    def home() -> str:
        return _render(
            app,
            "qms/standalone/home.html",
            greeting={"name": "Joanna"},
            tiles=[
                {"title": "Dokumenty", "text": "Procedury, instrukcje i karty procesów.", "url": "#", "icon": "document", "count": None},
                {"title": "Moje zadania", "text": "Co mam przeczytać, zatwierdzić i wykonać.", "url": "#", "icon": "task", "count": 7},
                {"title": "Audity", "text": "Program, plany i raporty.", "url": "#", "icon": "audit", "count": None},
                {"title": "Ustalenia i działania", "text": "Niezgodności, spostrzeżenia i to, co z nich wynikło.", "url": "#", "icon": "finding", "count": 12},
                {"title": "Aplikacja w telefonie", "text": "Audit bez sieci, także w archiwum w piwnicy.", "url": "#", "icon": "phone", "count": None},
            ],
        )  # fmt: skip

    @app.get("/mailbox")
    def mailbox() -> str:
        rows = [
            {"url": "/message", "subject": "Do zatwierdzenia: PG-02 Skargi, wnioski i petycje, wydanie 4", "recipient": "sekretarz@um.borowiec.example", "sent_at": NOW - timedelta(hours=2), "excerpt": "Sprawdzono 21 listopada. Proszę o decyzję do 30 listopada."},
            {"url": "/message", "subject": "Zapoznaj się z procedurą PS-01", "recipient": "a.sliwa@um.borowiec.example", "sent_at": NOW - timedelta(days=1), "excerpt": None},
        ]  # fmt: skip
        return _render(
            app,
            "qms/standalone/mailbox.html",
            messages=rows if not request.args.get("none") else [],
        )

    @app.get("/message")
    def message() -> str:
        text = "Dzień dobry,\n\nprocedura PG-02 czeka na Pani decyzję:\nhttp://localhost/qms/documents/PG-02\n\nSystem zarządzania jakością"  # fmt: skip
        return _render(
            app,
            "qms/standalone/message.html",
            mailbox_url="/mailbox",
            message={"subject": "Do zatwierdzenia: PG-02", "sender": "qms@um.borowiec.example", "recipient": "sekretarz@um.borowiec.example", "sent_at": NOW, "text": text, "attachments": [{"name": "plan.ics", "url": "#"}]},
        )  # fmt: skip

    @app.get("/error/<int:status>")
    def error(status: int) -> tuple[str, int]:
        told = {
            "code": "documents.not_reader",
            "message": "Tej procedury nie możesz otworzyć: jest poza zakresem Twojego dostępu.",
            "way_out": "Poproś Pełnomocnika ds. SZJ o dostęp.",
            "status": status,
            "fields": {},
        }
        return _render(app, "qms/error.html", error=told), status

    return app


def _render(app: Flask, name: str, **values: Any) -> str:
    return app.jinja_env.get_template(name).render(
        **values, get_flashed_messages=lambda **_: [("good", "Zapisano i wysłano do sprawdzenia.")]
    )


def _people() -> list[dict[str, str]]:
    return [
        {"username": "p1", "name": "Joanna Wilk-Zając", "title": "Pełnomocnik ds. SZJ", "unit": "Biuro Jakości", "does": "Prowadzi rejestr dokumentów, program auditów i pilnuje terminów."},
        {"username": "p2", "name": "Marek Dąbrowski", "title": "Sekretarz Miasta", "unit": "Kierownictwo", "does": "Zatwierdza dokumenty i ogląda stan systemu na jednej stronie."},
        {"username": "p3", "name": "Ewa Łoś", "title": "Naczelnik", "unit": "Wydział Organizacyjny", "does": "Pisze procedury swojego wydziału i odpowiada za działania korygujące."},
        {"username": "p4", "name": "Łukasz Żak", "title": "Auditor wiodący", "unit": "Wydział Kontroli", "does": "Prowadzi audity w telefonie i pisze raporty."},
        {"username": "p5", "name": "Anna Śliwa", "title": "Inspektor", "unit": "Biuro Obsługi Mieszkańców", "does": "Czyta procedury i potwierdza, że się z nimi zapoznała."},
    ]  # fmt: skip


def _list_values(search: str) -> dict[str, Any]:
    rows = [row for row in ROWS if search.casefold() in row[1].casefold()]
    return {"rows": rows * (1 if search else 4), "page": Listing(rows), "search": search, "today": TODAY, "due": _due}  # fmt: skip


def _due(days: int) -> date:
    return TODAY + timedelta(days=days)


def _gallery_values() -> dict[str, Any]:
    address: Callable[[Any], str] = lambda value: f"/list?x={value}"  # noqa: E731
    return {
        **_list_values(""),
        "address": address,
        "now": NOW,
        "hours": lambda n: NOW - timedelta(hours=n),
        "jobs": [
            Job("running", 42, "Zdjęcia: 17 z 40", UUID(int=1)),
            Job("done", 100, "60 stron, 40 zdjęć", UUID(int=2)),
            Job("failed", 10, "Zabrakło miejsca na dysku.", UUID(int=3)),
        ],
        "chart": charts.bar_chart(
            [
                charts.Bar("Niezgodność duża", 2, "bad"),
                charts.Bar("Niezgodność mała", 11, "attention"),
                charts.Bar("Spostrzeżenie", 23, "quiet"),
                charts.Bar("Potencjał doskonalenia", 8),
                charts.Bar("Mocna strona", 6, "good"),
            ],
            "Ustalenia w roku 2026",
            "Najwięcej jest spostrzeżeń: 23 z 50.",
        ),
    }


if __name__ == "__main__":
    create_gallery().run(port=int(os.environ.get("PORT", "5055")))
