"""Signing in to the standalone intranet: by OpenID Connect, or as a demo person on loopback."""

from __future__ import annotations

import ipaddress
import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from .. import i18n
from ..access import decide
from ..config import ConfigurationError, QMSConfig
from ..errors import Forbidden, NotFound, QMSError
from ..extension import SIGNED_IN_HOURS
from ..host import Actor, HostUser
from ..http import (
    close_session,
    current_actor,
    db_session,
    own_path,
    protect_response,
    refuse_cross_site_write,
)
from ..http import today as office_day
from ..people import queries as people
from ..people import services as people_services
from ..people import worklist
from . import proving

log = logging.getLogger(__name__)


@dataclass
class Account(UserMixin):
    """Whoever is signed in to this intranet."""

    id: str
    name: str
    email: str | None = None
    unit: str = ""


blueprint = Blueprint("intranet", __name__)
blueprint.before_request(refuse_cross_site_write)
blueprint.after_request(protect_response)
blueprint.teardown_request(close_session)


def prepare_openid(app: Flask, config: QMSConfig) -> None:
    """Set up the office's identity provider when one is configured.

    Raises:
        ConfigurationError: a provider is configured and the extra ``oidc`` is not installed.
    """
    if not config.oidc_issuer:
        return
    try:
        # A quarter of a second that an office without a provider need not wait for.
        from .openid import Provider  # noqa: PLC0415 - the extra `oidc`, only where it is used
    except ImportError as error:
        raise ConfigurationError(
            "QMS_OIDC_ISSUER needs the extra: pip install intranet-qms[oidc]"
        ) from error
    app.extensions["qms_openid"] = Provider(app, config)


def _module() -> Any:
    return current_app.extensions["intranet_qms"]


FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


def _demo_allowed() -> bool:
    """Demo people only without a provider, and only for a browser on this very machine.

    The peer's address alone does not tell: behind a proxy on the same machine every browser of
    the world comes from loopback, and a page of another site can let its own name point there.
    So the address people use, the name that was asked for and the way must say the same.
    """
    config: QMSConfig = _module().config
    if not config.demo or config.oidc_issuer:
        return False
    if any(name in request.headers for name in FORWARDED):
        return False
    names = (request.remote_addr, urlsplit(f"//{request.host}").hostname)
    return all(map(_is_loopback, (*names, urlsplit(config.base_url).hostname)))


def _is_loopback(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name or "").is_loopback
    except ValueError:
        return False


def _safe_next(raw: str | None) -> str:
    """A path of this site, or the first page."""
    return own_path(raw, url_for("intranet.home"))


@blueprint.get("/sign-in")
def sign_in() -> BaseResponse:
    """Choose how to sign in."""
    target = _safe_next(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    return _door(target)


def _door(target: str, problem: str | None = None, status: int = 200) -> Response:
    openid = "qms_openid" in current_app.extensions
    return make_response(
        render_template(
            "qms/standalone/login.html",
            people=_demo_people() if _demo_allowed() else [],
            sign_in_url=url_for("intranet.sign_in_demo"),
            account_url=url_for("intranet.openid_start", next=target) if openid else None,
            next=target,
            problem=problem,
        ),
        status,
    )


def _demo_people() -> list[dict[str, str]]:
    with _module().database.transaction(writes=False) as db:
        rows = people.directory(db, limit=40)
        return [
            {
                "username": row.host_id,
                "name": row.name,
                "title": i18n.localized(row.title_pl, row.title_en),
                "unit": row.unit.code if row.unit else "",
                "does": _does({grant.role for grant in row.grants}),
            }
            for row in rows
        ]


def _does(roles: set[str]) -> str:
    sentences = {
        "qms_representative": i18n.t("keeps the register and plans audits"),
        "top_management": i18n.t("approves documents"),
        "lead_auditor": i18n.t("leads audits"),
        "auditor": i18n.t("audits on the phone"),
        "external_auditor": i18n.t("reads as a guest of the certification body"),
        "archivist": i18n.t("keeps the archive"),
        "it_administrator": i18n.t("looks after the machinery"),
    }
    return ", ".join(text for role, text in sentences.items() if role in roles)


@blueprint.post("/sign-in")
def sign_in_demo() -> BaseResponse:
    """Be one of the demo people. Refused everywhere but on loopback."""
    if not _demo_allowed():
        raise Forbidden(
            "signin.demo_refused",
            i18n.t("The demo people can be used on this very machine only."),
            way_out=i18n.t("Set up the office's sign-in (QMS_OIDC_ISSUER)."),
        )
    username = request.form.get("username", "")
    with _module().database.transaction(writes=False) as db:
        person = people.person_by_host_id(db, username)
        if person is None or not person.active:
            return _door(
                _safe_next(request.form.get("next")), i18n.t("There is no such person."), 422
            )
        unit = (person.unit.name_pl, person.unit.name_en) if person.unit else ("", "")
        locale = person.locale
        user = HostUser(person.host_id, person.name, person.email)
    return _welcome(user, unit, locale, _safe_next(request.form.get("next")))


def _welcome(
    user: HostUser, unit: tuple[str, str], locale: str, target: str, *, proved: bool = True
) -> BaseResponse:
    """Open a session for ``user``; whatever was in it before is dropped.

    ``unit``: its name in Polish and in English, since the reader may change the language later.
    ``proved``: whether somebody was asked who they are, so that they may sign at once.
    """
    session.clear()
    now = _module().clock.now()
    session.permanent = True
    session["name"], session["email"] = user.name, user.email
    session["unit"], session["unit_en"] = unit
    if proved:
        proving.note(now)
    session["signed_in_until"] = int((now + timedelta(hours=SIGNED_IN_HOURS)).timestamp())
    login_user(Account(user.id, user.name, user.email, unit[0]))
    response = redirect(target, code=303)
    if "qms_locale" not in request.cookies:
        response.set_cookie("qms_locale", locale, samesite="Lax", httponly=True)
    return response


def _provider() -> Any:
    provider = current_app.extensions.get("qms_openid")
    if provider is None:
        raise NotFound("signin.no_provider", i18n.t("No office sign-in is set up here."))
    return provider


@blueprint.get("/sign-in/office")
def openid_start() -> BaseResponse:
    """Go to the office's identity provider."""
    provider = _provider()
    session["next"] = _safe_next(request.args.get("next"))
    back = url_for("intranet.openid_back", _external=True)
    # After a sign-out the provider still knows the browser: without this question the next person
    # at a shared computer would be signed in as the one before.
    # A return that was never asked for must not count as the proof that was given up.
    proving.give_up()
    anew = bool(session.get("signed_out"))
    response: BaseResponse = provider.ask(back, anew=anew, prove=anew)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/sign-in/office/back")
def openid_back() -> BaseResponse:
    """Come back from the provider, with its word about who this is."""
    provider = _provider()
    target = _safe_next(session.get("next"))
    claims = provider.answer()
    if claims is None:
        # A stale tab, a second click, a declined consent: nobody is signed in by it.
        if current_user.is_authenticated:
            return redirect(target)
        return _door(target, i18n.t("The sign-in was not finished. Please try again."), 401)
    config: QMSConfig = _module().config
    identifier = claims.get(config.oidc_username_claim) or claims.get("sub")
    if not identifier:
        return _door(target, i18n.t("The sign-in service did not say who you are."), 401)
    if proving.is_begun():
        return proving.proved(str(identifier), claims, target)
    user = HostUser(
        str(identifier), str(claims.get("name") or identifier), claims.get("email") or None
    )
    with _module().database.transaction() as db:
        person = people_services.register(db, user, _module().clock.now(), locale=config.locale)
        if not person.active:
            return _door(target, i18n.t("This account is disabled."), 403)
        unit = (person.unit.name_pl, person.unit.name_en) if person.unit else ("", "")
        locale = person.locale
    proved = proving.counts(claims)
    return _welcome(user, unit, locale, target, proved=proved)


@blueprint.get("/sign-in/confirm")
def confirm() -> BaseResponse:
    """Have somebody who is signed in prove anew who they are, before they sign something.

    By the office's provider where there is one; the demo people have no password, so their page
    says that it is the demo and asks for a click.
    """
    target = _safe_next(request.args.get("next"))
    if not current_user.is_authenticated:
        return redirect(url_for("intranet.sign_in", next=target))
    if "qms_openid" not in current_app.extensions:
        return proving.question(target, demo=_demo_allowed())
    session["next"] = target
    proving.begin(str(current_user.get_id()))
    back = url_for("intranet.openid_back", _external=True)
    response: BaseResponse = _provider().ask(back, anew=True, prove=True)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/sign-in/confirm")
def confirm_demo() -> BaseResponse:
    """A demo person says that it is them. Refused everywhere but on loopback."""
    if not _demo_allowed() or not current_user.is_authenticated:
        raise Forbidden(
            "signin.demo_refused",
            i18n.t("The demo people can be used on this very machine only."),
            way_out=i18n.t("Set up the office's sign-in (QMS_OIDC_ISSUER)."),
        )
    proving.note(_module().clock.now())
    return redirect(_safe_next(request.form.get("next")), code=303)


@blueprint.post("/sign-out")
def sign_out() -> BaseResponse:
    """End the session. What a phone still holds stays on the phone."""
    logout_user()
    session.clear()
    session["signed_out"] = True
    return redirect(url_for("intranet.sign_in"), code=303)


@blueprint.post("/language")
def language() -> BaseResponse:
    """Choose the language, for the pages and, when signed in, for mail."""
    chosen = request.form.get("locale", "")
    response = redirect(_safe_next(request.form.get("next")), code=303)
    if chosen in i18n.LOCALES:
        response.set_cookie("qms_locale", chosen, samesite="Lax", httponly=True, max_age=31536000)
        if current_user.is_authenticated:
            with _module().database.transaction() as db:
                person = people.person_by_host_id(db, str(current_user.get_id()))
                if person is not None:
                    people_services.choose_locale(db, person.id, chosen)
    return response


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody, counted for the first page."""

    items: list[worklist.WorkItem]
    """The most urgent first."""
    overdue: int
    """Should have been done before today."""
    soon: int
    """To be done within seven days, today included."""
    today: date


def _waiting_for(actor: Actor) -> Waiting:
    today = office_day()
    items = worklist.waiting_for(db_session(), actor, today)
    left = [(item.due_on - today).days for item in items if item.due_on]
    return Waiting(
        items,
        overdue=sum(days < 0 for days in left),
        soon=sum(0 <= days <= 7 for days in left),
        today=today,
    )


@blueprint.get("/")
@login_required
def home() -> Response:
    """The first page of the intranet: what waits for the reader, and the ways in."""
    actor = current_actor()
    tiles = [
        (
            "documents.read",
            i18n.t("Documents"),
            i18n.t("Procedures, policy, manual and client guides in force"),
            "qms.documents_index",
            "document",
        ),
        (
            "audits.read",
            i18n.t("Audits"),
            i18n.t("The plan, audits under way and their reports"),
            "qms.audits_index",
            "audit",
        ),
        (
            "findings.read",
            i18n.t("Findings"),
            i18n.t("What audits found, and what is done about it"),
            "qms.findings_index",
            "finding",
        ),
        (
            "sync.use",
            i18n.t("On the phone"),
            i18n.t("Checklists that work without a network"),
            "qms.sync_application",
            "phone",
        ),
    ]
    has_tasks = actor is not None and bool(decide(actor, "people.own_tasks"))
    return make_response(
        render_template(
            "qms/standalone/home.html",
            greeting={"name": current_user.name},
            waiting=_waiting_for(actor) if actor is not None and has_tasks else None,
            tiles=[
                {"title": title, "text": text, "url": url_for(endpoint), "icon": icon}
                for action, title, text, endpoint, icon in tiles
                if actor is not None and decide(actor, action)
            ],
        )
    )


def unknown_page(_error: Exception) -> BaseResponse:
    """The intranet's own page for an unknown address."""
    told = NotFound(
        "http_404",
        i18n.t("This page does not exist."),
        way_out=i18n.t("Go to the first page and look from there."),
    )
    return protect_response(make_response(render_template("qms/error.html", error=told), 404))


def broken_page(_error: Exception) -> tuple[str, int]:
    """The intranet's own page for a failure outside of the module; Flask has logged it."""
    told = QMSError(
        "unexpected",
        i18n.t("Something went wrong on the server. It has been written to the log."),
        way_out=i18n.t("Try again; if it happens again, tell the administrator the time."),
    )
    return render_template("qms/error.html", error=told), 500


@blueprint.errorhandler(QMSError)
def told(error: QMSError) -> Response:
    """A refusal, in words."""
    response = make_response(render_template("qms/error.html", error=error), error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response
