"""The composition root: the only place that knows all parts of the module."""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, g, request

from . import http, openapi
from .adapters import FlaskLoginUsers, LocalMailbox, ObjectFiles, SMTPMail, SystemClock
from .config import QMSConfig
from .db import Database
from .host import SYSTEM, Actor, Clock, FileStore, MailTransport, Reauthentication, UserSource
from .http import Routes
from .i18n import LOCALES, lazy, set_locale
from .people import hooks as people_hooks
from .people import services as people
from .templating import TemplateInterface

FEATURES = (
    "trail",
    "outbox",
    "files",
    "reports",
    "people",
    "standards",
    "documents",
    "checklists",
    "findings",
    "citizens",
    "audits",
    "overview",
    "auditors",
    "certification",
    "programme",
    "reorganisation",
    "exchange",
    "records",
    "guests",
    "sync",
)
"""Lower to higher. Each may have models, permissions, views and api; all are loaded here."""

NAVIGATION = (
    ("overview_index", lazy("State of the system"), "overview.read", ("overview",)),
    (
        "documents_index",
        lazy("Documents"),
        "documents.read",
        ("documents", "citizens", "exchange", "reports"),
    ),
    ("people_tasks", lazy("My tasks"), "people.own_tasks", ("people_tasks",)),
    ("audits_index", lazy("Audits"), "audits.read", ("audits", "auditors", "programme")),
    ("findings_index", lazy("Findings"), "findings.read", ("findings",)),
    ("checklists_index", lazy("Checklists"), "checklists.read", ("checklists",)),
    (
        "standards_index",
        lazy("Standards and certificate"),
        "standards.read",
        ("standards", "certification", "guests"),
    ),
    (
        "people_office_units",
        lazy("Units and people"),
        "people.see_office",
        ("people_office", "reorganisation"),
    ),
    ("records_index", lazy("Records"), "records.read", ("records",)),
    ("sync_application", lazy("Phone"), "sync.use", ("sync",)),
    ("outbox_machinery", lazy("Machinery"), "people.see_machinery", ("outbox",)),
)
"""Each entry: its page, its name, the right that it takes, and the parts whose pages light it up.

Management begins with the state of the whole. What most people need comes next: on a phone the rest waits behind "More".
"""

SIGNED_IN_HOURS = 12


class QMS:
    """The quality management system as a Flask extension.

    Args:
        users: who is signed in; by default Flask-Login's current user.
        mail: how mail leaves; by default as ``QMS_MAIL_URL`` says.
        files: where bytes are kept; by default as ``QMS_FILES_URL`` says.
        clock: the present moment; by default the machine's.

    One object belongs to one application.
    """

    def __init__(
        self,
        *,
        users: UserSource | None = None,
        mail: MailTransport | None = None,
        files: FileStore | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.users: UserSource = users or FlaskLoginUsers()
        self._mail = mail
        self._files = files

    config: QMSConfig
    database: Database
    mail: MailTransport
    files: FileStore
    templates: TemplateInterface

    def init_app(self, app: Flask) -> None:
        """Put the module into ``app``.

        Reads ``QMS_*`` from ``app.config``, adds one blueprint, one Jinja global (``qms``) and one
        CLI group. Nothing of the host is changed.

        Raises:
            RuntimeError: called twice for one application.
            ConfigurationError: a ``QMS_*`` key that cannot be used.
        """
        if "intranet_qms" in app.extensions:
            raise RuntimeError("QMS.init_app was called twice for this application")
        self.config = QMSConfig.from_mapping(app.config)
        self.compose()
        app.extensions["intranet_qms"] = self
        self.templates = TemplateInterface(self, version())
        self.templates.navigation_entries = list(NAVIGATION)
        app.jinja_env.globals["qms"] = self.templates
        app.register_blueprint(self._blueprint())

    def compose(self) -> None:
        """Make the parts that the configuration names; the worker needs these and no Flask."""
        self.database = Database(self.config.resolved_database_url)
        self.files = self._files or ObjectFiles(self.config.resolved_files_url)
        self.mail = self._mail or (
            SMTPMail(self.config.mail_url)
            if self.config.mail_url
            else LocalMailbox(self.config.home / "mail")
        )
        load_features()

    def _blueprint(self) -> Blueprint:
        blueprint = Blueprint(
            "qms",
            __name__,
            url_prefix=self.config.url_prefix,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        for routes in feature_routes():
            routes.attach(blueprint)
        blueprint.before_request(self._before)
        blueprint.after_request(http.protect_response)
        blueprint.teardown_request(http.close_session)
        blueprint.register_error_handler(Exception, http.answer_error)
        return blueprint

    def _before(self) -> None:
        request.max_content_length = self.config.request_bytes
        # A draft of two hundred pages, each Polish letter of which takes six bytes in a form.
        request.max_form_memory_size = 6_000_000
        chosen = request.cookies.get("qms_locale")
        set_locale(
            chosen
            if chosen in LOCALES
            else request.accept_languages.best_match(LOCALES, self.config.locale)
            or self.config.locale
        )
        http.refuse_cross_site_write()

    def identify(self) -> Actor | None:
        """Who acts in this request, with their roles as of now."""
        user = self.users.current()
        if user is None:
            return None
        session = http.db_session()
        now = self.clock.now().astimezone(self.config.zone)
        actor = people.actor_of(session, user, now, address=request.remote_addr)
        known = actor is not None and people.is_as_known(actor, user)
        if not known and user.active:
            # Given back first: it may hold the only write lock that SQLite has.
            http.close_session()
            with self.database.transaction() as own:
                if actor is None:
                    came = people.register(own, user, now, locale=self.config.locale)
                    people_hooks.tell_people_moved(own, SYSTEM, self.clock, [came.id])
                else:
                    people.refresh(own, user)
            session = http.db_session()
            actor = people.actor_of(session, user, now, address=request.remote_addr)
        if actor is not None and isinstance(self.users, Reauthentication):
            actor = replace(actor, must_prove=True, proved_at=self.users.proved_at())
        return actor

    def signed_in_until(self) -> datetime | None:
        """When the current sign-in ends, as far as the host tells."""
        until = g.get("qms_signed_in_until")
        return until.astimezone(UTC) if isinstance(until, datetime) else None


def version() -> str:
    """The installed version of the module."""
    try:
        return metadata.version("intranet-qms")
    except metadata.PackageNotFoundError:
        return "0"


def _room(feature: str, room: str) -> Any:
    """Load a room of a feature, or None where the feature has none."""
    folder = Path(__file__).parent / feature
    if not (folder / f"{room}.py").exists() and not (folder / room / "__init__.py").exists():
        return None
    return importlib.import_module(f"{__package__}.{feature}.{room}")


def load_features() -> None:
    """Load what registers itself: tables, rules, sources of work, parts of lower features' pages."""
    for room in ("models", "permissions", "worklist", "connections"):
        for feature in FEATURES:
            _room(feature, room)


def feature_routes() -> list[Routes]:
    """The routes of all features."""
    found = []
    for feature in FEATURES:
        for room in ("views", "api"):
            module = _room(feature, room)
            if module is not None:
                found.append(module.routes)
    return [*found, openapi.routes]
