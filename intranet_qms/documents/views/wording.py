"""Words of the search: what people say, and what documents say for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from ...errors import Invalid
from ...http import clock, db_session, guarded, page, signed_in
from ...i18n import t
from .. import services, synonyms
from ._shared import back_to, routes


@routes.get("/search-words/")
@guarded("documents.tune_search")
def search_words() -> Response:
    """The office's own words, and those that come with the module."""
    return _page({"said": request.args.get("said", "")[:100]}, {})


def _page(
    values: Mapping[str, Any], errors: Mapping[str, list[str]], *, status: int = 200
) -> Response:
    own = services.own_synonyms(db_session())
    known = {row.said for row in own}
    built_in = sorted(
        (
            (said, meanings)
            for key, (said, meanings) in synonyms.built_in().items()
            if key not in known
        ),
        key=lambda row: row[0].casefold(),
    )
    return page(
        "qms/documents/search_words.html",
        status=status,
        own=own,
        built_in=built_in,
        values=values,
        errors=errors,
    )


@routes.post("/search-words/")
@guarded("documents.tune_search")
def set_search_word() -> BaseResponse:
    """Keep one word."""
    said, meanings = request.form.get("said", ""), request.form.get("meanings", "")
    try:
        services.set_synonym(db_session(), signed_in(), clock(), said, meanings)
    except Invalid as error:
        return _page({"said": said, "meanings": meanings}, error.fields, status=422)
    return back_to("documents_search_words", t("Kept. The search knows it from now on."))


@routes.post("/search-words/<int:row>/drop")
@guarded("documents.tune_search")
def drop_search_word(row: int) -> BaseResponse:
    """Take one word of the office away; one that is gone already is gone."""
    services.drop_synonym(db_session(), signed_in(), clock(), row)
    return back_to("documents_search_words", t("Taken away."))
