"""Who gets through which door: every route, asked for a record that is not everybody's.

One row a route and record. `values` are the parts of the address, by the names of `office.py`; the
set says to whom the door is open. Open is any answer but "sign in", 401, 403 and 404: a form that
was sent empty may still be refused with 409 or 422 once the right to send it was found.

Rows are written from what people may do in the office, not from what the server answers. A route
without a row fails the test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.security.office import (
    ADMINISTRATOR,
    ANONYMOUS,
    AUDITOR,
    DEPUTY,
    DISABLED,
    GUEST,
    HEAD,
    LEAD,
    MANAGEMENT,
    OTHER_AUDITOR,
    OTHER_HEAD,
    PERSONS,
    REPRESENTATIVE,
)

EVERYBODY = frozenset(PERSONS)
"""The address holds no data."""

SIGNED_IN = EVERYBODY - {ANONYMOUS, DISABLED}
OFFICE = SIGNED_IN - {GUEST}
"""Everybody who works here."""

NOBODY: frozenset[str] = frozenset()
PLANNERS = frozenset({LEAD, REPRESENTATIVE})
KEEPERS = frozenset({HEAD, DEPUTY, REPRESENTATIVE})
"""Owner of the document, who deputises for them, and the representative."""

BEGINNERS = frozenset({HEAD, OTHER_HEAD, ADMINISTRATOR, MANAGEMENT, REPRESENTATIVE})
"""Heads of units and the representative, who begin documents."""

AUDITORS = frozenset({LEAD, AUDITOR, OTHER_AUDITOR})
SEES_READERS = BEGINNERS | AUDITORS
"""Heads see their own people, the others everybody."""

EXCHANGES = frozenset({REPRESENTATIVE, ADMINISTRATOR})
SEES_RECORDS = frozenset({REPRESENTATIVE, MANAGEMENT})
"""Titles of records of all units: not the administrator, who loads the file plan."""
TEAM = frozenset({LEAD, AUDITOR})
SEES_PROGRAMME_DRAFTS = AUDITORS | {REPRESENTATIVE, MANAGEMENT}
REORGANISES = frozenset({REPRESENTATIVE})
KEEPS_STANDARDS = frozenset({REPRESENTATIVE})
"""And the register of auditors."""
MANAGES = frozenset({REPRESENTATIVE, ADMINISTRATOR})
PLANS_SEEN = REORGANISES | {MANAGEMENT}
APPOINTS = MANAGES | {MANAGEMENT}
"""Who leads the head of the audited unit, and who manages people."""

DETAILS = TEAM | {HEAD, DEPUTY, REPRESENTATIVE, MANAGEMENT}
"""The team, the audited unit and those who judge the whole."""

CONFIRMS = TEAM | {OTHER_AUDITOR, REPRESENTATIVE}
READS_FINDING = CONFIRMS | {HEAD, DEPUTY, MANAGEMENT}
ENTERS_FINDING = CONFIRMS | {HEAD, OTHER_HEAD, MANAGEMENT, ADMINISTRATOR}
"""Auditors, management and heads of units; the administrator leads a section."""


@dataclass(frozen=True, slots=True)
class Row:
    """One door. ``values``: parts of the address; ``query``, ``form``, ``body``: what is sent."""

    method: str
    endpoint: str
    open_to: frozenset[str]
    values: dict[str, Any] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def _get(endpoint: str, open_to: frozenset[str], **values: Any) -> Row:
    return Row("GET", endpoint, open_to, values)


def _post(endpoint: str, open_to: frozenset[str], **values: Any) -> Row:
    return Row("POST", endpoint, open_to, values)


def rows(at: dict[str, Any]) -> list[Row]:
    """All doors, for the records ``at`` of an office."""
    in_force = {"code": at["code"], "number": at["number"]}
    draft = {"code": at["code"], "number": at["number_draft"]}
    unpublished = {"code": at["new_code"]}
    in_force_code = {"code": at["code"]}
    guide = {"code": at["guide"]}
    opinion = {"code": at["guide"], "identifier": at["opinion"]}
    run = {"run_uuid": at["run"]}
    record = {"kind": "issue", "record_uuid": at["record"]}
    programme_entry = {"year": at["programme_year"], "key": at["programme_entry"]}
    photograph = {"number": at["running"], "evidence_uuid": at["evidence"]}
    device = {"device": at["device"]}
    certificate = {"certificate_uuid": at["certificate"]}
    clause = {"edition": at["edition"], "earlier": at["earlier"], "clause": at["clause"]}
    draft_checklist = {"key": at["draft_checklist"], "number": 1}
    return [
        # -- documents -----------------------------------------------------------------------
        _get("documents_entrance", SIGNED_IN),
        _get("documents_index", SIGNED_IN),
        _get("documents_show", SIGNED_IN, code=at["code"]),
        _get("documents_show", KEEPERS, **unpublished),
        _get("documents_issue", SIGNED_IN, **in_force),
        _get("documents_issue", KEEPERS, **draft),
        _get("documents_print_view", SIGNED_IN, **in_force),
        _get("documents_print_view", KEEPERS, **draft),
        _get("documents_pdf", SIGNED_IN, **in_force),
        _get("documents_pdf", KEEPERS, **draft),
        _post("documents_pdf_job", SIGNED_IN, **in_force),
        _post("documents_pdf_job", KEEPERS, **draft),
        _post("documents_print_many", SIGNED_IN, what="register"),
        _post("documents_print_many", SIGNED_IN, what="book"),
        # Whoever holds the paper has the token; it tells nothing of the text.
        _get("documents_print_check", EVERYBODY, token=at["print"]),
        _get("documents_emblem", EVERYBODY),
        # What an issue changes shows the one before it, which a guest does not read.
        _get("documents_changes", OFFICE, **in_force),
        _get("documents_changes", KEEPERS, **draft),
        _get("documents_issues", SIGNED_IN, code=at["code"]),
        _get("documents_issues", KEEPERS, **unpublished),
        _get("documents_readers", SIGNED_IN, code=at["code"]),
        _get("documents_readers", KEEPERS, **unpublished),
        _get("documents_links", SIGNED_IN, code=at["code"]),
        _get("documents_links", KEEPERS, **unpublished),
        _get("documents_effects", OFFICE, code=at["code"]),
        _get("documents_effects", KEEPERS, **unpublished),
        _get("documents_api_effects", OFFICE, code=at["code"]),
        _get("documents_api_effects", KEEPERS, **unpublished),
        _get("documents_effects_ahead", OFFICE, **in_force),
        _get("documents_effects_ahead", KEEPERS, **draft),
        _post("documents_decide_effect", NOBODY, code=at["code"], effect_uuid=at["nothing"]),
        _post("documents_act_changed", frozenset({REPRESENTATIVE}), code=at["act"]),
        _post("documents_act_changed", NOBODY, code=at["code"]),
        _get("documents_new", frozenset({HEAD, OTHER_HEAD, ADMINISTRATOR, MANAGEMENT, REPRESENTATIVE})),
        _post("documents_create", frozenset({HEAD, OTHER_HEAD, ADMINISTRATOR, MANAGEMENT, REPRESENTATIVE})),
        _post("documents_preview", SIGNED_IN),
        _get("documents_properties", KEEPERS, code=at["code"]),
        _get("documents_properties", KEEPERS, **unpublished),
        _post("documents_save_properties", KEEPERS, code=at["code"]),
        _post("documents_start_issue", KEEPERS, code=at["code"]),
        _get("documents_edit", KEEPERS, **draft),
        _post("documents_save", KEEPERS, **draft),
        _post("documents_save", NOBODY, **in_force),
        _post("documents_autosave", KEEPERS, **draft),
        _post("documents_presence", KEEPERS, **draft),
        _post("documents_preview_issue", KEEPERS, **draft),
        _post("documents_merge", KEEPERS, **draft),
        _post("documents_attach", KEEPERS, **draft),
        _post("documents_attach", NOBODY, **in_force),
        _post("documents_add_picture", KEEPERS, **draft),
        _post("documents_import_text", KEEPERS, **draft),
        _post("documents_take_off", KEEPERS, **draft, attachment=at["attached"]),
        _get("documents_show_attached", KEEPERS, **draft, attachment=at["attached_pdf"]),
        _get("documents_attached_file", KEEPERS, **draft, attachment=at["attached_pdf"]),
        _get("documents_attached_picture", KEEPERS, **draft, attachment=at["text_picture"], size="text"),
        _get("documents_attached_page", KEEPERS, **draft, attachment=at["attached_pdf"], number_of_page=1),
        # Those who see the draft are told that it is not in review; the decision itself is nobody's.
        _post("documents_review", KEEPERS, **draft),
        _post("documents_approve", KEEPERS, **draft),
        _post("documents_request_changes", KEEPERS, **draft),
        _post("documents_give_up", KEEPERS, **draft),
        _post("documents_withdraw", frozenset({REPRESENTATIVE, MANAGEMENT}), code=at["code"]),
        _get("documents_withdraw_form", frozenset({REPRESENTATIVE, MANAGEMENT}), code=at["code"]),
        # Nothing is signed by it: it leads to the host's question who the reader is.
        _get("documents_prove", SIGNED_IN, **in_force),
        _get("documents_prove", KEEPERS, **draft),
        _post("documents_comment", KEEPERS, **draft),
        _post("documents_comment", NOBODY, **in_force),
        _post("documents_answer", NOBODY, comment_id=1, **in_force),
        _post("documents_resolve", NOBODY, comment_id=1, **in_force),
        _post("documents_looked", KEEPERS, **draft),
        # Nobody has looked at an earlier round of a text that was never handed over.
        _get("documents_since", NOBODY, **draft),
        _get("documents_reviews", OFFICE),
        _post("documents_review_outcome", KEEPERS, code=at["code"]),
        _get("documents_paths", frozenset({REPRESENTATIVE})),
        _post("documents_save_path", frozenset({REPRESENTATIVE}), kind="procedure"),
        _post("documents_confirm_review", KEEPERS, code=at["code"]),
        _get("documents_reading", SIGNED_IN),
        _get("documents_acknowledgements", SEES_READERS),
        _post("documents_remind", BEGINNERS),
        _post("documents_ask_all_readers", frozenset({REPRESENTATIVE})),
        _post("documents_ask_readers", KEEPERS, code=at["code"]),
        _post("documents_remind_of", KEEPERS | BEGINNERS, code=at["code"]),
        _get("documents_proof_workbook", SEES_READERS | KEEPERS, **in_force),
        _get("documents_proof_workbook", KEEPERS, **draft),
        # Heads of other units see their own people only; the paper has the whole office in it.
        _post("documents_proof_pdf", KEEPERS | AUDITORS | {MANAGEMENT}, **in_force),
        _get("documents_api_acknowledgements", SEES_READERS | KEEPERS, **in_force),
        _get("documents_api_reading", SIGNED_IN),
        _get("documents_search_words", frozenset({REPRESENTATIVE})),
        _post("documents_set_search_word", frozenset({REPRESENTATIVE})),
        _post("documents_drop_search_word", frozenset({REPRESENTATIVE}), row=1),
        _post("documents_acknowledge", OFFICE, **in_force),
        _post("documents_acknowledge", NOBODY, **draft),
        _get("documents_api_list", SIGNED_IN),
        _get("documents_api_one", SIGNED_IN, code=at["code"]),
        _get("documents_api_one", KEEPERS, **unpublished),
        _get("documents_api_issue", SIGNED_IN, **in_force),
        _get("documents_api_issue", KEEPERS, **draft),
        _get("documents_process_map", SIGNED_IN),
        _get("documents_numbering_page", frozenset({REPRESENTATIVE})),
        _post("documents_save_numbering", frozenset({REPRESENTATIVE})),
        _get("documents_next_code", BEGINNERS),
        _get("documents_number", frozenset({REPRESENTATIVE}), code=at["code"]),
        _post("documents_renumber", frozenset({REPRESENTATIVE}), code=at["code"]),
        _get("documents_guide_templates", frozenset({REPRESENTATIVE})),
        _post("documents_publish_guide_template", frozenset({REPRESENTATIVE})),
        # -- registers in and out; records ----------------------------------------------------
        _get("exchange_index", OFFICE),
        _get("exchange_register", OFFICE, form="csv"),
        _get("exchange_register", OFFICE, form="xlsx"),
        _get("exchange_template", EXCHANGES),
        _post("exchange_upload", EXCHANGES),
        _post("exchange_upload_archive", EXCHANGES),
        _post("exchange_make_archive", EXCHANGES),
        _get("exchange_show", EXCHANGES, **run),
        _get("exchange_problems", EXCHANGES, **run),
        _get("exchange_file", EXCHANGES, **run),
        _get("exchange_api_runs", EXCHANGES),
        _post("exchange_api_import", EXCHANGES),
        _post("exchange_api_archive", EXCHANGES),
        _get("exchange_api_run", EXCHANGES, **run),
        _post("exchange_api_decide", EXCHANGES, **run),
        _get("records_api_records", SEES_RECORDS),
        _get("records_api_record", SEES_RECORDS, **record),
        Row("PUT", "records_api_classify", frozenset({REPRESENTATIVE}), record, body={}),
        _get("citizens_api_opinions", OFFICE, **guide),
        _post("citizens_api_handle", KEEPERS, **opinion),
        _get("documents_suggest", SIGNED_IN),
        _post("exchange_do", EXCHANGES, **run),
        _post("exchange_assign_again", EXCHANGES, **run),
        _post("exchange_assign", EXCHANGES, **run),
        _post("exchange_discard", EXCHANGES, **run),
        _get("records_index", SEES_RECORDS),
        _get("records_export", SEES_RECORDS),
        _get("records_show", SEES_RECORDS, **record),
        _post("records_hold", frozenset({REPRESENTATIVE, MANAGEMENT}), **record),
        _post("records_release", frozenset({REPRESENTATIVE, MANAGEMENT}), **record),
        _get("records_classes", EXCHANGES),
        _post("records_load_classes", EXCHANGES),
        _post("records_set_rules", EXCHANGES),
        _post("records_classify", frozenset({REPRESENTATIVE}), **record),
        _get("records_lists", SEES_RECORDS),
        _get("records_disposal", SEES_RECORDS, number=at["list"]),
        _get("records_disposal_sheet", SEES_RECORDS, number=at["list"]),
        _post("records_propose", frozenset({REPRESENTATIVE})),
        # Whoever drew a list up does not agree to it.
        _post("records_refuse", frozenset({MANAGEMENT}), number=at["list"]),
        _post("records_consent", frozenset({MANAGEMENT}), number=at["list"]),
        _post("records_carry_out", frozenset({REPRESENTATIVE}), number=at["list"]),
        _post("records_cancel", frozenset({REPRESENTATIVE}), number=at["list"]),
        # -- citizens: guides in force are published, opinions stay in the office --------------
        _get("citizens_guides", EVERYBODY),
        _get("citizens_guide", EVERYBODY, **guide),
        _get("citizens_guide", NOBODY, **in_force_code),
        _get("citizens_guide_pdf", EVERYBODY, **guide),
        _get("citizens_feed", EVERYBODY),
        _get("citizens_feed_guide", EVERYBODY, identifier=at["guide_uuid"]),
        _get("citizens_opinion", EVERYBODY, **guide),
        _post("citizens_send_opinion", EVERYBODY, **guide),
        _get("citizens_thanks", EVERYBODY, **guide),
        _get("citizens_overview", OFFICE),
        _get("citizens_opinions", OFFICE, **guide),
        _post("citizens_answer", KEEPERS, **opinion),
        _post("citizens_raise_finding", frozenset({HEAD, REPRESENTATIVE}), **opinion),
        _post("citizens_place", KEEPERS, **guide),
        # -- programmes ----------------------------------------------------------------------
        _get("programme_index", OFFICE),
        _post("programme_begin", frozenset({REPRESENTATIVE})),
        # A draft is for those who make it, approve it and are planned in it.
        _get("programme_show", SEES_PROGRAMME_DRAFTS, year=at["programme_year"]),
        _get("programme_entry", SEES_PROGRAMME_DRAFTS, **programme_entry),
        _get("programme_areas", SEES_PROGRAMME_DRAFTS, year=at["programme_year"]),
        _get("programme_sheet", SEES_PROGRAMME_DRAFTS, year=at["programme_year"]),
        _post("programme_print_it", SEES_PROGRAMME_DRAFTS, year=at["programme_year"]),
        # Which step may be taken is asked step by step; without one there is nothing to refuse.
        _post("programme_step", SEES_PROGRAMME_DRAFTS, year=at["programme_year"]),
        _post("programme_save_area", NOBODY, year=at["programme_year"]),
        _get("programme_settings", frozenset({REPRESENTATIVE}), year=at["programme_year"]),
        _post("programme_save_settings", frozenset({REPRESENTATIVE}), year=at["programme_year"]),
        _get("programme_new", frozenset({REPRESENTATIVE}), year=at["programme_year"]),
        _get("programme_edit", frozenset({REPRESENTATIVE}), **programme_entry),
        _post("programme_save", frozenset({REPRESENTATIVE}), year=at["programme_year"]),
        _post("programme_make_audit", PLANNERS, **programme_entry),
        _get("programme_machine", frozenset({REPRESENTATIVE}), year=at["programme_year"]),
        _post("programme_work_machine", frozenset({REPRESENTATIVE}), year=at["programme_year"]),
        _get("programme_api_programmes", OFFICE),
        _get("programme_api_programme", SEES_PROGRAMME_DRAFTS, year=at["programme_year"]),
        _get("overview_index", frozenset({REPRESENTATIVE, MANAGEMENT})),
        # -- audits --------------------------------------------------------------------------
        _get("audits_index", SIGNED_IN),
        _get("audits_show", TEAM | {REPRESENTATIVE, MANAGEMENT}, number=at["planned"]),
        _get("audits_show", OFFICE, number=at["running"]),
        _get("audits_evidence_picture", DETAILS, size="small", **photograph),
        _get("audits_evidence_picture", DETAILS, size="large", **photograph),
        _get("audits_evidence_original", DETAILS, **photograph),
        # The photograph of one audit is not in another.
        _get("audits_evidence_original", NOBODY, number=at["held"], evidence_uuid=at["evidence"]),
        _get("audits_new", PLANNERS),
        _post("audits_create", PLANNERS),
        _post("audits_check", PLANNERS),
        _get("audits_edit", PLANNERS, number=at["planned"]),
        _get("audits_newer_version", NOBODY, number=at["running"]),
        _post("audits_move_checklist", PLANNERS, number=at["running"]),
        _post("audits_update", PLANNERS, number=at["planned"]),
        _get("audits_agenda", PLANNERS, number=at["planned"]),
        _post("audits_save_agenda", PLANNERS, number=at["planned"]),
        _post("audits_announce", PLANNERS, number=at["planned"]),
        _post("audits_cancel", PLANNERS, number=at["planned"]),
        _post("audits_finish", PLANNERS, number=at["running"]),
        _post("audits_reopen", PLANNERS, number=at["held"]),
        _post("audits_close", PLANNERS, number=at["held"]),
        _get("audits_report", TEAM | {REPRESENTATIVE}, number=at["running"]),
        _get("audits_api_reports", OFFICE, number=at["running"]),
        _get("audits_api_report", TEAM | {REPRESENTATIVE}, number=at["running"], version=1),
        _post("audits_save_report", PLANNERS, number=at["running"]),
        _post("audits_sign_report", frozenset({LEAD}), number=at["running"]),
        _post("audits_acknowledge_report", NOBODY, number=at["running"]),
        _post("audits_correct_report", frozenset({LEAD}), number=at["running"]),
        _get("audits_public_report", frozenset({LEAD}), number=at["running"]),
        _post("audits_choose_public", frozenset({LEAD}), number=at["running"]),
        _post("audits_confirm_plan", frozenset({HEAD, DEPUTY}), number=at["running"]),
        _get("audits_meetings", TEAM | {REPRESENTATIVE}, number=at["running"]),
        _post("audits_save_meeting", TEAM | {REPRESENTATIVE}, number=at["running"]),
        _get("audits_templates", frozenset({REPRESENTATIVE})),
        _post("audits_keep_template", frozenset({REPRESENTATIVE})),
        _get("audits_template_file", frozenset({REPRESENTATIVE})),
        _post("audits_decide_conflict", frozenset({LEAD}), number=at["running"]),
        _post("audits_raise_finding", TEAM, number=at["running"]),
        _post("audits_request_report", PLANNERS, number=at["held"]),
        # -- reports -------------------------------------------------------------------------
        _get("reports_job", TEAM | {REPRESENTATIVE}, job_uuid=at["job"]),
        _get("reports_file", TEAM | {REPRESENTATIVE}, job_uuid=at["job"]),
        _post("reports_again", TEAM | {REPRESENTATIVE}, job_uuid=at["job"]),
        # -- findings ------------------------------------------------------------------------
        _get("findings_index", SIGNED_IN),
        _get("findings_show", READS_FINDING, number=at["finding"]),
        _get("findings_show", READS_FINDING, number=at["audit_finding"]),
        _get("findings_export_sheet", OFFICE, form="csv"),
        _get("findings_export_sheet", OFFICE, form="xlsx"),
        _get("findings_new", ENTERS_FINDING),
        _post("findings_create", ENTERS_FINDING),
        _post("findings_accept", frozenset({HEAD, DEPUTY}), number=at["audit_finding"]),
        _post("findings_agree_actions", KEEPERS, number=at["finding"]),
        _post("findings_report_done", KEEPERS, number=at["finding"], action_id=at["action"]),
        _post("findings_verify", CONFIRMS, number=at["finding"]),
        _post("findings_send_back", CONFIRMS, number=at["finding"]),
        _post("findings_close", CONFIRMS, number=at["finding"]),
        _post("findings_withdraw", PLANNERS, number=at["finding"]),
        _post("findings_amend", PLANNERS, number=at["finding"]),
        # What each deed of these two takes is held by tests/findings.
        _post("findings_do", READS_FINDING, number=at["finding"]),
        _get("findings_analysis", READS_FINDING, number=at["finding"]),
        _post("findings_analyse", KEEPERS, number=at["finding"]),
        _get("findings_file", READS_FINDING, number=at["finding"], identifier=at["finding_file"]),
        _post("findings_print_card", READS_FINDING, number=at["finding"]),
        _get("findings_requirements", ENTERS_FINDING),
        _get("findings_show_figures", SIGNED_IN),
        _get("findings_list_classes", frozenset({REPRESENTATIVE})),
        _post("findings_save_class", frozenset({REPRESENTATIVE})),
        _get("findings_api_list", SIGNED_IN),
        _get("findings_api_one", READS_FINDING, number=at["finding"]),
        _post("findings_api_create", ENTERS_FINDING),
        # -- certification -------------------------------------------------------------------
        _get("certification_index", SIGNED_IN),
        _get("certification_bodies", REORGANISES),
        _post("certification_save_body", REORGANISES),
        _get("certification_new", REORGANISES),
        _post("certification_create", REORGANISES),
        _get("certification_certificate", SIGNED_IN, **certificate),
        _get("certification_edit", REORGANISES, **certificate),
        _post("certification_save", REORGANISES, **certificate),
        _post("certification_step", REORGANISES, **certificate),
        _post("certification_store_file", REORGANISES, **certificate),
        # The demo office has no scan of it.
        _get("certification_file", NOBODY, **certificate),
        _post("certification_plan_visit", REORGANISES, **certificate),
        _get("certification_visit", SIGNED_IN, visit_uuid=at["visit"]),
        _post("certification_save_visit", REORGANISES, visit_uuid=at["visit"]),
        _post("certification_take_in", REORGANISES, visit_uuid=at["visit"]),
        _get("certification_sheet", REORGANISES, import_uuid=at["sheet"]),
        _post("certification_decide_sheet", REORGANISES, import_uuid=at["sheet"]),
        _get("certification_template", REORGANISES),
        _get("certification_api_certificates", SIGNED_IN),
        _get("api_document", EVERYBODY),
        # -- guests from outside: people of the office come in by their own doors only ----------
        _get("guests_index", REORGANISES),
        _get("guests_new", REORGANISES),
        _post("guests_create", REORGANISES),
        _get("guests_show", REORGANISES, grant_uuid=at["guest_grant"]),
        _post("guests_act", REORGANISES, grant_uuid=at["guest_grant"]),
        _get("guests_enter", EVERYBODY, secret=at["guest_link"]),
        _post("guests_ask_code", EVERYBODY, secret=at["guest_link"]),
        _post("guests_check_code", EVERYBODY, secret=at["guest_link"]),
        _get("guests_home", NOBODY),
        _get("guests_listing", NOBODY, what="documents"),
        _get("guests_document", NOBODY, code=at["code"]),
        _get("guests_document_pdf", NOBODY, code=at["code"]),
        _get("guests_audit", NOBODY, number=at["held"]),
        _get("guests_finding", NOBODY, number=at["finding"]),
        _post("guests_leave", NOBODY),
        _post("guests_language", NOBODY),
        # -- checklists ----------------------------------------------------------------------
        _get("checklists_index", SIGNED_IN),
        _get("checklists_example", SIGNED_IN),
        _get("checklists_show", SIGNED_IN, key=at["published_checklist"]),
        _get("checklists_show", PLANNERS, key=at["draft_checklist"]),
        _get("checklists_show_version", PLANNERS, **draft_checklist),
        _get("checklists_citation", PLANNERS, key=at["published_checklist"], number=1, question=at["question"]),
        _post("checklists_save_citation", PLANNERS, key=at["published_checklist"], number=1, question=at["question"]),
        _get("checklists_export", PLANNERS, **draft_checklist),
        _get("checklists_import_form", PLANNERS),
        _get("checklists_new", PLANNERS),
        _post("checklists_create", PLANNERS),
        _get("checklists_design", PLANNERS, **draft_checklist),
        _post("checklists_draft", PLANNERS, **draft_checklist),
        _post("checklists_purpose", PLANNERS, **draft_checklist),
        _get("checklists_preview", PLANNERS, **draft_checklist),
        _get("checklists_preview", SIGNED_IN, key=at["published_checklist"], number=1),
        _get("checklists_api_draft", PLANNERS, **draft_checklist),
        Row("PUT", "checklists_api_save_draft", PLANNERS, draft_checklist, body={}),
        Row("POST", "checklists_api_presence", PLANNERS, draft_checklist, body={}),
        _get("checklists_api_bank", PLANNERS),
        _get("checklists_api_proposals", PLANNERS),
        _post("checklists_import_file", PLANNERS),
        _post("checklists_publish", PLANNERS, **draft_checklist),
        _post("checklists_discard", PLANNERS, **draft_checklist),
        _post("checklists_retire", PLANNERS, key=at["published_checklist"], number=1),
        _get("checklists_api_list", SIGNED_IN),
        _get("checklists_api_version", PLANNERS, **draft_checklist),
        _post("checklists_api_check", PLANNERS),
        # -- standards -----------------------------------------------------------------------
        _get("standards_index", SIGNED_IN),
        _get("standards_show", SIGNED_IN, edition=at["edition"]),
        _get("standards_changes", SIGNED_IN, edition=at["edition"], earlier=at["earlier"]),
        _get("standards_load", KEEPS_STANDARDS),
        _post("standards_load_sheet", KEEPS_STANDARDS),
        _get("standards_edition_file", SIGNED_IN, edition=at["edition"]),
        _get("standards_mapping_file", SIGNED_IN, edition=at["edition"], earlier=at["earlier"]),
        _get("standards_transition_sheet", OFFICE, edition=at["edition"], earlier=at["earlier"]),
        _get("standards_clause", OFFICE, **clause),
        _post("standards_decide_clause", KEEPS_STANDARDS, **clause),
        _get("standards_api_list", SIGNED_IN),
        _get("standards_api_edition", SIGNED_IN, edition=at["edition"]),
        _get("standards_api_transition", SIGNED_IN, edition=at["edition"], earlier=at["earlier"]),
        # -- auditors ------------------------------------------------------------------------
        _get("auditors_index", OFFICE),
        _get("auditors_mine", OFFICE),
        _get("auditors_show", OFFICE, person=at["auditor"]),
        _post("auditors_change", KEEPS_STANDARDS, person=at["auditor"]),
        _get("auditors_proof", frozenset({REPRESENTATIVE, AUDITOR}), **at["proof"]),
        _get("auditors_evaluation", frozenset({LEAD, AUDITOR, REPRESENTATIVE}), **at["evaluated"]),
        _post("auditors_evaluate", PLANNERS, **at["evaluated"]),
        _get("auditors_api_list", PLANNERS),
        # -- people and machinery ------------------------------------------------------------
        _get("people_office_units", OFFICE),
        _get("people_api_units", OFFICE),
        _get("people_office_unit", OFFICE, code=at["unit"]),
        _get("people_office_people", OFFICE),
        _get("people_office_me", OFFICE),
        _get("people_office_person", OFFICE, person_uuid=at["head"]),
        _post("people_office_appoint", APPOINTS, person_uuid=at["head"]),
        _post("people_office_end_deputy", APPOINTS, person_uuid=at["head"], number=at["standing"]),
        _post("people_office_move_person", MANAGES, person_uuid=at["head"]),
        _get("reorganisation_index", PLANS_SEEN),
        _get("reorganisation_new", REORGANISES),
        _post("reorganisation_create", REORGANISES),
        _get("reorganisation_show", PLANS_SEEN, plan_uuid=at["plan"]),
        _get("reorganisation_edit", REORGANISES, plan_uuid=at["plan"]),
        _post("reorganisation_save", REORGANISES, plan_uuid=at["plan"]),
        _get("reorganisation_add", REORGANISES, plan_uuid=at["plan"]),
        _post("reorganisation_add_change", REORGANISES, plan_uuid=at["plan"]),
        _get("reorganisation_shares", PLANS_SEEN, plan_uuid=at["plan"], change_uuid=at["change"]),
        _post("reorganisation_save_shares", REORGANISES, plan_uuid=at["plan"], change_uuid=at["change"]),
        _post("reorganisation_approve", REORGANISES, plan_uuid=at["plan"]),
        _post("reorganisation_reopen", REORGANISES, plan_uuid=at["plan"]),
        _post("reorganisation_remove", REORGANISES, plan_uuid=at["plan"], change_uuid=at["change"]),
        _post("reorganisation_cancel", REORGANISES, plan_uuid=at["plan"]),
        _get("people_tasks", SIGNED_IN),
        _post("people_language", SIGNED_IN),
        _get("outbox_health", EVERYBODY),
        _get("outbox_machinery", frozenset({ADMINISTRATOR, REPRESENTATIVE})),
        _post("outbox_retry", frozenset({ADMINISTRATOR, REPRESENTATIVE}), job=at["outbox"]),
        # -- phones --------------------------------------------------------------------------
        _get("sync_application", EVERYBODY),
        _get("sync_application_file", EVERYBODY, name="index.html"),
        Row("GET", "sync_application_sign_in", OFFICE),
        _get("sync_phones", OFFICE),
        _post("sync_revoke", frozenset({AUDITOR, ADMINISTRATOR, REPRESENTATIVE}), **device),
        _post("sync_recovery", frozenset({ADMINISTRATOR, REPRESENTATIVE}), **device),
        _get("sync_file_form", OFFICE),
        _post("sync_load_file", OFFICE),
        Row("PUT", "sync_keep_recovery_code", frozenset({AUDITOR}), device, body={"code": "0" * 20}),
        _get("sync_late_work", PLANNERS),
        _post("sync_decide_late_work", PLANNERS, entry=at["late"], verdict="dismiss"),
        _post("sync_decide_late_work", PLANNERS, entry=at["late"], verdict="apply"),
        _get("sync_hello", OFFICE),
        Row("PUT", "sync_register_device", frozenset({AUDITOR}), device, body={"label": "x", "app_version": "1.0.0", "user_agent": "x"}),
        Row("GET", "sync_pull", frozenset({AUDITOR}), query=device),
        Row("GET", "sync_audit_receipt", frozenset({AUDITOR}), {"audit": at["running_uuid"]}, query=device),
        # Tells only whether the server has bytes that the asker knows already.
        _get("sync_evidence_progress", OFFICE, sha256="0" * 64),
        Row(
            "PUT", "sync_take_evidence", frozenset({AUDITOR}), {"sha256": "0" * 64},
            query={"offset": "0", "size": "2"}, body={}, headers={"X-QMS-Device": at["device"]},
        ),
        Row("POST", "sync_push", frozenset({AUDITOR}), body=push_of(at["device"])),
        _get("sync_unknown_address", NOBODY, address="v0/hello"),
        _post("sync_unknown_address", NOBODY, address="v0/push"),
        Row("PUT", "sync_unknown_address", NOBODY, {"address": "v0/push"}),
        _get("static", EVERYBODY, filename="qms/qms.css"),
    ]  # fmt: skip


def push_of(device: str) -> dict[str, Any]:
    """A push of a phone that has nothing to say."""
    return {
        "protocol": 1,
        "device": device,
        "app_version": "1.0.0",
        "sent_at": "2026-11-23T08:15:30.000Z",
        "clock_offset_ms": 0,
        "unsent": {"mutations": 0, "evidence": 0},
        "mutations": [],
    }
