"""Was this guide clear? The form for everybody, kept short, and kept from programs.

No script and no puzzle: a field that only programs fill in, and a note of when the form was
opened, signed, because programs answer faster than people read.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from flask import Response, make_response, redirect, request, url_for

from ...errors import Invalid, TooMany
from ...http import clock, db_session, public, today
from ...i18n import current_locale, t
from ...personal_data import NAMES, clean
from .. import labels, queries, services
from ..workflow import Clarity
from ._shared import keyed_hash, language_part, open_to_citizens, public_page, routes

if TYPE_CHECKING:
    from ...documents.models import Document, Revision

WHY = "everybody may say whether a guide is clear; five times an hour, and nothing about themselves"
SOONEST, LATEST = 3, 24 * 3600
"""Seconds between the opening of a form and its sending: no person reads faster, no form is
honoured longer."""
_TRAP = "website"
_STAMP = re.compile(r"(\d{1,12})\.([0-9a-f]{32})")


def _stamp() -> str:
    """When the form was opened, in a form that cannot be made up."""
    opened = str(int(clock().now().timestamp()))
    return f"{opened}.{keyed_hash('opened', opened)[:32]}"


def _age(stamp: str) -> int | None:
    """Seconds since the form was opened, or None for a note that this office did not make."""
    match = _STAMP.fullmatch(stamp)
    if match is None or not hmac.compare_digest(keyed_hash("opened", match[1])[:32], match[2]):
        return None
    return int(clock().now().timestamp()) - int(match[1])


def _sender() -> str:
    """The address that the opinion comes from, as a hash with a key of the day.

    The next day the same address has another hash, so that nobody can be followed by it.
    """
    return keyed_hash("sender", today().isoformat(), request.remote_addr or "")


@routes.get("/guides/<path:code>/opinion")
@public(WHY)
def opinion(code: str) -> Response:
    """The form."""
    open_to_citizens()
    document, revision = queries.guide(db_session(), code)
    return _form(document, revision, request.args.get("clear", ""), "")


def _form(
    document: Document,
    revision: Revision,
    clarity: str,
    text: str,
    *,
    status: int = 200,
    errors: dict[str, list[str]] | None = None,
    notice: tuple[str, str, str] | None = None,
    stamp: str = "",
) -> Response:
    response = public_page(
        "qms/citizens/opinion.html",
        status=status,
        document=document,
        revision=revision,
        clarity=clarity if clarity in set(Clarity) else "",
        text=text,
        errors=errors or {},
        notice=notice,
        stamp=stamp or _stamp(),
        trap=_TRAP,
        labels=labels,
        longest=services.LONGEST_TEXT,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@routes.post("/guides/<path:code>/opinion")
@public(WHY)
def send_opinion(code: str) -> Response:
    """Keep an opinion, or say what is wrong with it; what was typed stays in the form."""
    open_to_citizens()
    session = db_session()
    document, revision = queries.guide(session, code)
    raw = request.form.get("clarity", "")
    text = request.form.get("text", "").replace("\r\n", "\n")
    if request.form.get(_TRAP, ""):
        # A program is thanked like everybody: it learns nothing from the answer.
        return _thanks(document)
    stamp = request.form.get("opened", "")
    age = _age(stamp)
    if age is None or not SOONEST <= age <= LATEST:
        return _form(
            document, revision, raw, text[: services.LONGEST_TEXT], status=422,
            notice=("attention", t("Please send the form once more."),
                    t("It was open for too long, or sent sooner than anybody reads it. "
                      "What you wrote is kept.")),
        )  # fmt: skip
    if raw not in set(Clarity):
        return _form(
            document, revision, "", text[: services.LONGEST_TEXT], status=422, stamp=stamp,
            errors={"clarity": [t("Choose one of the answers.")]},
        )  # fmt: skip
    # Whoever is not signed in does not have this office look through a million characters.
    cleaned = clean(text[: services.LONGEST_TEXT])
    if cleaned.found and len(text) <= services.LONGEST_TEXT:
        # Said and shown before anything is kept: the reader decides what is sent.
        return _form(
            document, revision, raw, cleaned.text, status=422, stamp=stamp,
            notice=("attention", t("We have taken something out of your text."),
                    t("It looked like %(what)s. Opinions need no data about anybody: check the "
                      "text and send it again.",
                      what=", ".join(str(NAMES[kind]) for kind in cleaned.found))),
        )  # fmt: skip
    said = services.Said(
        clarity=Clarity(raw), text=text, language=current_locale(), sender_mark=_sender()
    )
    try:
        services.receive(session, clock(), document, revision, said)
    except Invalid as error:
        return _form(
            document, revision, raw, text[:20_000], status=422, errors=error.fields, stamp=stamp
        )
    except TooMany as error:
        response = _form(
            document, revision, raw, text, status=429, stamp=stamp,
            notice=("attention", str(error.message), str(error.way_out)),
        )  # fmt: skip
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return _thanks(document)


def _thanks(document: Document) -> Response:
    target = url_for("qms.citizens_thanks", code=document.code, lang=language_part().get("lang"))
    return make_response(redirect(target, code=303))


@routes.get("/guides/<path:code>/thanks")
@public(WHY)
def thanks(code: str) -> Response:
    """The opinion has arrived."""
    open_to_citizens()
    document, _revision = queries.guide(db_session(), code)
    response = public_page("qms/citizens/thanks.html", document=document)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
