"""Codes on both databases: the next one, and a document that got another."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from intranet_qms.documents import queries, services
from intranet_qms.documents.models import GuideTemplateVersion
from intranet_qms.documents.services import codes
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.errors import Invalid, NotFound
from tests.factories.documents import TODAY, install, make_office
from tests.support.clock import FakeClock
from tests.support.host import Host


def test_codes_are_counted_found_and_changed_alike(both: Session, clock: FakeClock) -> None:
    office = make_office(both, clock)
    actor = office.actor("representative", both)
    services.set_patterns(both, actor, clock, {DocumentKind.INSTRUCTION: "I_{unit}-{number}"})

    def following() -> str:
        return queries.next_code(
            both, DocumentKind.INSTRUCTION, year=2026, unit_id=office.unit.id
        )  # fmt: skip

    assert following() == "I_OR-1"
    install(both, office, "IXOR-7", "Podkreślnik jest znakiem, nie dowolną literą")
    document = install(both, office, "i_or-4", "Instrukcja", kind=DocumentKind.INSTRUCTION)
    assert following() == "I_OR-5"

    services.renumber(both, actor, clock, document, code="I_OR-9", reason="Porządek.")
    assert queries.document_by_code(both, "I_OR-4").id == document.id
    assert queries.former_codes(both, [document.id]) == {document.id: ["i_or-4"]}
    assert following() == "I_OR-10"
    found = queries.register(both, actor, queries.Filter(text="i_or-4"), today=TODAY)
    assert [one.document.code for one in found.rows][:1] == ["I_OR-9"]
    assert queries.codes_to_urls(both, ["I_OR-9"])

    other = install(both, office, "PG-01", "Inna")
    with pytest.raises(Invalid, match="not_renumbered"):
        services.renumber(both, actor, clock, other, code="I_or-4", reason="x")
    services.renumber(both, actor, clock, document, code="i_or-4", reason="Z powrotem.")
    assert queries.former_codes(both, [document.id]) == {document.id: ["I_OR-9"]}
    services.renumber(both, actor, clock, document, code="I_OR-4", reason="Wielkie litery.")
    assert queries.former_codes(both, [document.id]) == {document.id: ["I_OR-9"]}
    with pytest.raises(NotFound):
        queries.document_by_code(both, "I_OR-77")


def test_fields_and_layouts_come_back_as_they_were_kept(both: Session, clock: FakeClock) -> None:
    office = make_office(both, clock)
    actor = office.actor("representative", both)
    layout = [{"field": "fee", "pl": "Opłata", "en": "Fee"}, {"field": "own_1", "pl": "RODO"}]
    made = services.publish_template(both, actor, clock, "short", layout)
    both.expire_all()
    assert both.query(GuideTemplateVersion).one().layout[1] == {
        "field": "own_1", "pl": "RODO", "en": "RODO",
    }  # fmt: skip
    assert queries.guide_template(both, "short:2") == made
    content = services.guide_content("full", {"what": "Zażółć", "documents": ["a", "b"]})
    issue = services.PastIssue(body="", effective_on=TODAY, content=content)
    guide = install(
        both, office, "KU-01", "Poradnik", kind=DocumentKind.CLIENT_GUIDE, issues=[issue]
    )
    both.expire_all()
    assert guide.revisions[0].content == content
    assert (
        guide.revisions[0].body == "## Czego dotyczy\n\nZażółć\n\n## Co przygotować\n\n- a\n- b\n"
    )
    assert queries.guide_use_counts(queries.guides_by_template(both)) == {"full:1": 1}


def test_no_code_looks_like_a_page_of_the_register(host: Host) -> None:
    rules = [rule.rule.removeprefix("/qms") for rule in host.app.url_map.iter_rules()]
    below = [rule.removeprefix("/documents/") for rule in rules if rule.startswith("/documents/")]
    pages = {rule.split("/")[0] for rule in below if rule and not rule.startswith("<")}
    assert pages <= codes.RESERVED
    ends = {
        "/" + rule.removeprefix("<path:code>/").split("/")[0]
        for rule in below
        if rule.startswith("<path:code>/")
    }
    assert ends <= set(codes.PAGES)
