"""Findings for programs: the register, one finding with its story, and entering one."""

from __future__ import annotations

from flask import Response

from ..access import decide, require
from ..errors import Invalid, not_found
from ..http import (
    Routes,
    clock,
    db_session,
    guarded,
    json_response,
    load_json,
    module,
    paginate,
    query_int,
    signed_in,
    today,
)
from ..i18n import lazy, t
from ..people import queries as people
from ..personal_data import kinds_in
from ..signals import announce, finding_raised
from . import queries, services
from .filtering import asked_filters
from .models import Finding
from .queries.classes import class_named
from .schemas import FindingDetailsSchema, FindingSchema, NewFindingSchema
from .workflow import FindingSource

routes = Routes("findings")

_LIST, _ONE, _NEW = FindingSchema(many=True), FindingDetailsSchema(), NewFindingSchema()


@routes.get("/api/v1/findings")
@guarded("findings.read")
def api_list() -> Response:
    """Findings that the caller may see: ``q``, ``state``, ``class``, ``source``, ``unit``,
    ``owner``, ``due``, ``clause``, ``year``, ``repeated``, ``sort``, ``page``, ``per_page``."""
    found = paginate(
        db_session(),
        queries.listing(signed_in(), asked_filters(), today()).options(queries.with_document()),
        page=query_int("page", 1),
        per_page=query_int("per_page", 50, maximum=200),
    )
    return json_response(
        {
            "findings": _LIST.dump(found.items),
            "page": found.page,
            "pages": found.pages,
            "per_page": found.per_page,
            "total": found.total,
        }
    )


@routes.get("/api/v1/findings/<number>")
@guarded("findings.read")
def api_one(number: str) -> Response:
    """One finding with causes, places, actions and what was said; ``personal_data`` warns."""
    found = queries.by_number(db_session(), number)
    if found is None or not decide(signed_in(), "findings.read", found):
        raise not_found("findings.not_found")
    return json_response({"finding": _ONE.dump(found), "personal_data": _warnings(found)})


@routes.post("/api/v1/findings")
@guarded("findings.raise")
def api_create() -> Response:
    """Enter a finding from outside of an audit; the head of the unit answers for it.

    ``personal_data`` names what in its texts looks like personal data: take it out.
    """
    sent = load_json(_NEW)
    session = db_session()
    unit = people.unit_by_code(session, sent["unit"])
    chosen = class_named(session, sent["class_"])
    fields: dict[str, list[str]] = {}
    if unit is None:
        fields["unit"] = [t("Choose the unit that answers.")]
    if chosen is None:
        fields["class"] = [t("Choose a class.")]
    if unit is None or chosen is None:
        raise Invalid("invalid_fields", lazy("Some fields are not right."), fields=fields)
    require(signed_in(), "findings.raise", unit)
    finding = services.raise_finding(
        session,
        signed_in(),
        clock(),
        services.Raised(
            finding_class=chosen.base,
            class_code=chosen.code,
            source=FindingSource(sent["source"]),
            source_reference=sent["source_reference"].strip(),
            statement=sent["statement"].strip(),
            requirement=sent["requirement"].strip(),
            evidence_text=sent["evidence"].strip(),
            clause=sent["clause"].strip(),
            unit_id=unit.id,
            owner_id=unit.head_id,
            due_on=sent["due_on"],
        ),
        today=today(),
        due_days=module().config.action_due_days,
    )
    announce(session, finding_raised, finding_number=finding.number, finding_uuid=finding.uuid)
    whole = queries.by_uuid(session, finding.uuid)
    return json_response(
        {"finding": _ONE.dump(whole), "personal_data": _warnings(finding)}, status=201
    )


def _warnings(finding: Finding) -> list[str]:
    """What in its texts looks like personal data, in the caller's language, as its page says it."""
    return kinds_in(finding.statement, finding.evidence_text, finding.requirement)
