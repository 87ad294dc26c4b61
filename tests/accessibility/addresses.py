"""The pages of the demo office: an address for every route that a person can open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.auditors.models import Auditor
from intranet_qms.audits.models import Audit
from intranet_qms.certification.models import Certificate
from intranet_qms.checklists.models import ChecklistTemplate
from intranet_qms.documents.models import Document, Revision
from intranet_qms.findings.models import Finding
from intranet_qms.guests.models import GuestGrant
from intranet_qms.people.models import Person, Unit
from intranet_qms.programme.models import Programme
from intranet_qms.reorganisation.models import Reorganisation
from intranet_qms.reorganisation.workflow import ChangeKind
from intranet_qms.reports.print_marks import token_of
from intranet_qms.standards.models import StandardEdition

Values = list[dict[str, Any]]

NOT_PAGES = {
    "static": "a file",
    "qms.static": "a file",
    "qms.outbox_health": "for machines",
    "qms.documents_next_code": "a code for a form",
    "qms.checklists_example": "a workbook",
    "qms.checklists_export": "a workbook",
    "qms.findings_export_sheet": "a workbook",
    "qms.findings_file": "a file",
    "qms.findings_requirements": "a piece of a page, which the form of a finding shows",
    "qms.exchange_register": "a sheet",
    "qms.standards_edition_file": "a sheet",
    "qms.standards_mapping_file": "a sheet",
    "qms.standards_transition_sheet": "a workbook",
    "qms.auditors_proof": "a file",
    "qms.documents_proof_workbook": "a workbook",
    "qms.exchange_template": "a workbook",
    "qms.exchange_problems": "a workbook",
    "qms.exchange_file": "a file",
    "qms.records_export": "a workbook",
    "qms.programme_sheet": "a workbook",
    "qms.certification_template": "a workbook",
    "qms.certification_file": "a file",
    "qms.documents_suggest": "answers the script of a search box",
    "qms.guests_document_pdf": "a file",
    "qms.records_disposal_sheet": "a workbook",
    "qms.documents_attached_file": "a file",
    "qms.documents_attached_picture": "a picture",
    "qms.documents_attached_page": "a picture",
    "qms.reports_file": "a file",
    "qms.reports_job": "answers a piece of a page, which the gallery of tests/ui shows",
    "qms.audits_evidence_picture": "a picture",
    "qms.documents_emblem": "a picture",
    "qms.documents_pdf": "a file; tests/reports reads its structure",
    "qms.citizens_guide_pdf": "a file; tests/reports reads its structure",
    "qms.citizens_feed": "for machines",
    "qms.citizens_feed_guide": "for machines",
    "qms.audits_evidence_original": "a file",
    "qms.audits_template_file": "a file",
    "qms.sync_application": "the phone application has a test of its own",
    "qms.sync_application_sign_in": "leads on to the sign-in page",
    "qms.sync_application_file": "a file",
    "qms.documents_prove": "leads on to the question who signs, and back",
    "qms.documents_since": "the redline of documents_changes, of two rounds",
    "intranet.openid_start": "leads on to the identity provider",
    "intranet.openid_back": "comes back from the identity provider",
    "mailbox.attachment": "a file",
}
"""Routes that show no page of their own, each with the reason."""


def _codes(session: Session) -> dict[str, Any]:
    """The document with the most issues, and the one with the longest text."""
    documents = session.scalars(select(Document)).unique().all()
    richest = max(documents, key=lambda one: len(one.revisions))
    longest = max(documents, key=lambda one: len(one.revisions[0].body) if one.revisions else 0)
    return {"richest": richest, "longest": longest}


def programme_values(session: Session) -> dict[str, Values]:
    """The programme that holds, and the draft for the year after."""
    programmes = session.scalars(select(Programme).order_by(Programme.year)).unique().all()
    held, draft = {"year": programmes[0].year}, {"year": programmes[-1].year}
    entry = {"year": programmes[0].year, "key": programmes[0].entries[0].key}
    return {
        "qms.programme_show": [held, {**held, "view": "calendar"}, {**held, "view": "bars"}, draft],
        "qms.programme_entry": [entry],
        "qms.programme_areas": [draft],
        "qms.programme_settings": [draft],
        "qms.programme_new": [draft],
        "qms.programme_edit": [entry],
        "qms.programme_machine": [draft],
    }


def values_of(session: Session, mail: list[Path]) -> dict[str, Values]:
    """For each route that names a record: the records to look at.

    Args:
        session: on the office's database.
        mail: the messages to look at.
    """
    chosen = _codes(session)
    documents = [{"code": one.code} for one in chosen.values()]
    issues = [
        {"code": one.code, "number": revision.number}
        for one in chosen.values()
        for revision in one.revisions
        if revision.number != one.current_number
    ]
    of_kind = {one.kind: one for one in session.scalars(select(Document)).unique()}
    structured = [
        {"code": of_kind[kind].code}
        for kind in ("policy", "manual", "process_map", "process_card", "client_guide", "legal_act")
        if kind in of_kind
    ]
    drafts = [
        {"code": revision.document.code, "number": revision.number}
        for revision in session.scalars(select(Revision).where(Revision.state == "draft"))
    ]
    head = session.scalars(select(Person).join(Unit, Unit.head_id == Person.id)).first()
    assert head is not None
    reorganisations = session.scalars(select(Reorganisation)).all()
    plans = [{"plan_uuid": one.uuid} for one in reorganisations]
    shares = [
        {"plan_uuid": one.uuid, "change_uuid": change.uuid}
        for one in reorganisations
        for change in one.changes
        if change.kind in (ChangeKind.SPLIT, ChangeKind.MERGE)
    ]
    audits = session.scalars(select(Audit)).unique().all()
    certificates = session.scalars(select(Certificate).order_by(Certificate.id.desc())).all()
    one_in_each_state = {audit.state: {"number": audit.number} for audit in audits}
    findings = session.scalars(select(Finding)).unique().all()
    editions = session.scalars(select(StandardEdition)).unique().all()
    auditors = session.scalars(select(Auditor)).all()
    by_label = {one.label: one.uuid for one in editions}
    templates = session.scalars(select(ChecklistTemplate)).unique().all()
    return {
        "qms.documents_show": documents + structured,
        "qms.documents_number": documents[:1],
        "qms.documents_issues": documents,
        "qms.documents_readers": documents,
        "qms.documents_links": documents,
        "qms.documents_properties": documents,
        "qms.documents_issue": issues[:2],
        "qms.documents_print_view": issues[:1],
        "qms.documents_changes": issues[:1],
        "qms.documents_withdraw_form": documents[:1],
        "qms.documents_edit": drafts,
        # The demo office has no attached file; tests of documents look at the page of one.
        "qms.documents_show_attached": [],
        "qms.documents_print_check": [{"token": token_of(chosen["richest"].revisions[-1].uuid)}],
        # The demo office has exchanged nothing and destroyed nothing yet.
        "qms.exchange_show": [],
        "qms.records_show": [
            {"kind": "issue", "record_uuid": chosen["richest"].revisions[-1].uuid}
        ],
        "qms.records_disposal": [],
        "qms.citizens_guide": [{"code": "KU-01"}],
        "qms.citizens_opinion": [{"code": "KU-01", "clear": "no"}],
        "qms.citizens_thanks": [{"code": "KU-01"}],
        "qms.citizens_opinions": [{"code": "KU-01"}, {"code": "KU-05"}],
        **programme_values(session),
        "qms.audits_show": list(one_in_each_state.values()),
        "qms.audits_report": [
            one for state, one in one_in_each_state.items() if state in ("announced", "reporting")
        ],
        "qms.audits_meetings": [
            one for state, one in one_in_each_state.items() if state in ("announced", "reporting")
        ],
        # Only of a signed report; tests/audits look at the page.
        "qms.audits_public_report": [],
        "qms.audits_agenda": [
            one for state, one in one_in_each_state.items() if state in ("planned", "announced")
        ],
        # Only an audit whose checklist has a newer version; tests of faults look at the page.
        "qms.audits_newer_version": [],
        "qms.audits_edit": [
            one for state, one in one_in_each_state.items() if state in ("planned", "announced")
        ],
        "qms.findings_show": [{"number": one.number} for one in findings],
        "qms.findings_analysis": [
            {"number": one.number}
            for one in findings
            if one.state in ("accepted", "actions_agreed") or one.round > 1
        ],
        "qms.standards_show": [{"edition": one.uuid} for one in editions],
        "qms.standards_changes": [
            {"edition": by_label["ISO 9001:2026"], "earlier": by_label["ISO 9001:2015"]}
        ],
        "qms.standards_clause": [
            {
                "edition": by_label["ISO 9001:2026"],
                "earlier": by_label["ISO 9001:2015"],
                "clause": one.uuid,
            }
            for edition in editions
            if edition.label == "ISO 9001:2026"
            for one in edition.clauses
            if one.number in ("4.1", "10.2")
        ],
        "qms.auditors_show": [{"person": one.person.uuid} for one in auditors[:2]],
        "qms.auditors_evaluation": [
            {"number": audit.number, "person": audit.team[0].person.uuid}
            for audit in audits
            if audit.state in ("reporting", "closed")
        ][:1],
        "qms.checklists_citation": [
            {
                "key": templates[0].key,
                "number": templates[0].versions[0].number,
                "question": templates[0].versions[0].questions[0].key,
            }
        ],
        "qms.documents_effects": documents + structured[-1:],
        "qms.documents_effects_ahead": drafts[:1],
        "qms.people_office_unit": [{"code": "SO"}],
        "qms.people_office_person": [{"person_uuid": head.uuid}],
        "qms.reorganisation_show": plans,
        "qms.reorganisation_edit": plans,
        "qms.reorganisation_add": [{**one, "kind": "split"} for one in plans],
        "qms.reorganisation_shares": shares,
        "qms.certification_certificate": [
            {"certificate_uuid": one.uuid} for one in certificates[:2]
        ],
        "qms.certification_edit": [{"certificate_uuid": one.uuid} for one in certificates[:1]],
        "qms.certification_visit": [
            {"visit_uuid": one.uuid} for one in certificates[0].visits[1:3]
        ],
        # Nobody has sent a sheet in, and a guest's pages are looked at by tests of guests.
        "qms.certification_sheet": [],
        "qms.guests_show": [
            {"grant_uuid": one.uuid} for one in session.scalars(select(GuestGrant))
        ],
        "qms.guests_enter": [],
        "qms.guests_listing": [],
        "qms.guests_document": [],
        "qms.guests_audit": [],
        "qms.guests_finding": [],
        "qms.checklists_show": [{"key": one.key} for one in templates[:1]],
        # Begun and looked at in tests/checklists, with the script running.
        "qms.checklists_design": [],
        "qms.checklists_preview": [
            {"key": templates[0].key, "number": templates[0].versions[0].number}
        ],
        "qms.checklists_show_version": [
            {"key": one.key, "number": one.versions[0].number} for one in templates[1:]
        ],
        "mailbox.one": [{"name": path.stem} for path in mail],
    }


def routes_without_an_address(app: Flask, known: dict[str, Values]) -> list[str]:
    """Routes for a page which nobody has thought of here."""
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and "/api/" not in rule.rule
        and rule.arguments
        and rule.endpoint not in known
        and rule.endpoint not in NOT_PAGES
    ]


def addresses(app: Flask, known: dict[str, Values]) -> Iterator[str]:
    """Every page, its lists also when nothing is found, and the pages that say no."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            is_page = "GET" in (rule.methods or ()) and "/api/" not in rule.rule
            if not is_page or rule.endpoint in NOT_PAGES:
                continue
            for values in known.get(rule.endpoint, [{}] if not rule.arguments else []):
                yield url_for(rule.endpoint, **values)
        for name in ("documents", "audits", "findings"):
            yield url_for(f"qms.{name}_index", q="zzzqqq")
        yield "/qms/documents/NIE-MA"
        yield "/nie-ma-takiej-strony"
