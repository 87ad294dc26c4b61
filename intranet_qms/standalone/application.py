"""The Flask application of the standalone intranet."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, g, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from .. import i18n
from ..config import ConfigurationError, QMSConfig
from ..extension import QMS, SIGNED_IN_HOURS, version
from ..host import Clock
from . import mailbox, proving, signin
from .signin import Account


def create_app(settings: Mapping[str, Any] | None = None, *, clock: Clock | None = None) -> Flask:
    """Make the application.

    Args:
        settings: ``QMS_*`` keys; the environment's when missing.
        clock: the present moment, for tests.
    """
    app = Flask("intranet_qms.standalone", static_folder=None)
    source = dict(os.environ if settings is None else settings)
    app.config.update({key: value for key, value in source.items() if key.startswith("QMS_")})
    app.config["QMS_STANDALONE"] = True
    if "QMS_PUBLIC_GUIDES" not in app.config:
        # The demo shows all there is; an office says by itself that citizens may look in.
        app.config["QMS_PUBLIC_GUIDES"] = QMSConfig.from_mapping(app.config).demo
    config = QMSConfig.from_mapping(app.config)
    config.home.mkdir(parents=True, exist_ok=True)
    app.secret_key = config.secret_key or _kept_secret(config.home)
    app.config.update(
        SESSION_COOKIE_NAME="qms_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SIGNED_IN_HOURS),
    )
    if proxies := _proxies(str(source.get("PROXIES") or "0")):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    qms = QMS(users=proving.StandaloneUsers(), clock=clock)
    qms.init_app(app)
    _sign_in(app, qms)
    app.register_blueprint(signin.blueprint)
    if not config.mail_url:
        app.register_blueprint(mailbox.blueprint)
    signin.prepare_openid(app, config)
    qms.templates.shell = Shell(qms)
    app.before_request(_speak_the_readers_language)
    app.register_error_handler(404, signin.unknown_page)
    app.register_error_handler(500, signin.broken_page)
    return app


def _proxies(raw: str) -> int:
    """How many proxies stand between the browsers and this process."""
    if not raw.isdecimal():
        raise ConfigurationError("PROXIES must be the number of proxies before this process")
    return int(raw)


def _kept_secret(home: Path) -> str:
    """The session key of this installation, made at the first start and kept."""
    path = home / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        secret = secrets.token_urlsafe(48)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secret)
        return secret


def _sign_in(app: Flask, qms: QMS) -> None:
    manager = LoginManager(app)
    manager.login_view = "intranet.sign_in"
    manager.session_protection = None

    @manager.user_loader
    def load(identifier: str) -> Account | None:
        until = session.get("signed_in_until")
        if not until or datetime.fromtimestamp(until, UTC) < qms.clock.now():
            return None
        g.qms_signed_in_until = datetime.fromtimestamp(until, UTC)
        name = session.get("name") or identifier
        return Account(identifier, name, session.get("email"), session.get("unit", ""))


def _speak_the_readers_language() -> None:
    chosen = request.cookies.get("qms_locale")
    i18n.set_locale(
        chosen
        if chosen in i18n.LOCALES
        else request.accept_languages.best_match(i18n.LOCALES, "pl") or "pl"
    )


class Shell:
    """The links of the intranet's own frame, as its template asks for them."""

    def __init__(self, qms: QMS) -> None:
        self._qms = qms
        self.version = version()

    @property
    def home_url(self) -> str:
        """The first page."""
        return url_for("intranet.home")

    @property
    def sign_in_url(self) -> str:
        """Where one signs in."""
        return url_for("intranet.sign_in")

    @property
    def sign_out_url(self) -> str:
        """Where one signs out."""
        return url_for("intranet.sign_out")

    @property
    def language_url(self) -> str:
        """Where the language is chosen."""
        return url_for("intranet.language")

    @property
    def guides_url(self) -> str | None:
        """Where citizens find the client guides; None where they are not published."""
        return url_for("qms.citizens_guides") if self._qms.config.public_guides else None

    @property
    def person(self) -> Any:
        """Whoever is signed in."""
        if not current_user.is_authenticated:
            return None
        unit = i18n.localized(session.get("unit", ""), session.get("unit_en", ""))
        return SimpleNamespace(name=current_user.name, unit=unit, title="")

    @property
    def links(self) -> list[dict[str, Any]]:
        """What the intranet offers beside the module."""
        if not current_user.is_authenticated:
            return []
        endpoint = request.endpoint or ""
        entries = [
            ("qms.documents_index", i18n.t("Quality"), "document", "qms."),
        ]
        if not self._qms.config.mail_url:
            entries.append(("mailbox.index", i18n.t("Mailbox"), "mail", "mailbox."))
        return [
            {"label": label, "url": url_for(name), "icon": icon, "active": endpoint.startswith(p)}
            for name, label, icon, p in entries
        ]
