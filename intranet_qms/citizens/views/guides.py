"""The published guides: a list with its search, each guide, and its PDF. Without a sign-in."""

from __future__ import annotations

import threading
from collections import OrderedDict

from flask import Response, make_response, redirect, request, url_for

from ...documents import queries as documents
from ...documents.services import prints
from ...http import clock, db_session, module, public
from ...i18n import current_locale
from ...reports.views import attachment
from .. import labels, queries
from ..workflow import Clarity, Topic
from ._shared import kept, language_part, open_to_citizens, public_page, routes, today

WHY = "client guides are written for citizens; only what is in force is shown, and no names"

_MOST_KEPT = 200
_made: OrderedDict[tuple[str, ...], tuple[str, bytes]] = OrderedDict()
_made_lock = threading.Lock()
"""The last PDF files of guides: they change once a day at most, and making one costs a second."""


@routes.get("/guides/")
@public(WHY)
def guides() -> Response:
    """All published guides, or those that are asked for."""
    open_to_citizens()
    text = " ".join(request.args.get("q", "").split())[:200]
    topic = request.args.get("topic", "")
    unit = request.args.get("unit", "")[:40]
    topic = topic if topic in set(Topic) else ""
    found = queries.published(db_session(), today=today(), text=text, topic=topic, unit=unit)
    if unit and unit not in {one[0] for one in found.units}:
        unit = ""
    return kept(
        public_page(
            "qms/citizens/guides.html",
            found=found,
            text=text,
            topic=topic,
            unit=unit,
            labels=labels,
        )
    )


@routes.get("/guides/<path:code>")
@public(WHY)
def guide(code: str) -> Response:
    """One guide."""
    open_to_citizens()
    session = db_session()
    document, revision = queries.guide(session, code)
    if document.code.lower() != code.lower():
        # The address of a code that the guide had before; not for good, it may get it back.
        lang = language_part().get("lang")
        target = url_for("qms.citizens_guide", code=document.code, lang=lang)
        return make_response(redirect(target, code=302))
    english = documents.guide_in_english(revision) if current_locale() == "en" else []
    return kept(
        public_page(
            "qms/citizens/guide.html",
            document=document,
            revision=revision,
            fields=english or documents.guide_fields(revision),
            text_lang="en" if english else "pl",
            topics=queries.topics_of(session, [document.id]).get(document.id, ()),
            labels=labels,
            clarity=list(Clarity),
        )
    )


@routes.get("/guides/<path:code>/pdf")
@public(WHY)
def guide_pdf(code: str) -> Response:
    """One guide on paper, accessible, with the code that tells whether it is still in force."""
    open_to_citizens()
    session = db_session()
    document, revision = queries.guide(session, code)
    key = (
        module().config.base_url,
        str(revision.uuid),
        str(revision.row_version),
        str(document.row_version),
        current_locale(),
        today().isoformat(),
    )
    with _made_lock:
        found = _made.get(key)
    if found is None:
        found = prints.issue_pdf(
            session, module().files, clock(), module().config, document, revision,
            current_locale(), for_everybody=True,
        )  # fmt: skip
        with _made_lock:
            _made[key] = found
            while len(_made) > _MOST_KEPT:
                _made.popitem(last=False)
    name, body = found
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = attachment(name).replace("attachment", "inline", 1)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return kept(response)


def guide_url(code: str, *, lang: str = "") -> str:
    """The full address of a guide, for programs."""
    root = module().config.base_url.rstrip("/")
    return root + url_for("qms.citizens_guide", code=code, lang=lang or None)
