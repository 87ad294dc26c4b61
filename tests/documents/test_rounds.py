"""Several people review an issue, at once or in turn, with remarks, until nobody's word is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet_qms.access import StaleSignIn
from intranet_qms.adapters import ObjectFiles
from intranet_qms.documents import queries, services
from intranet_qms.documents.compare import Change, Wording, compare
from intranet_qms.documents.models import Acknowledgement, Revision
from intranet_qms.documents.standing import asked, standings
from intranet_qms.documents.workflow import (
    ApproverRule,
    DocumentKind,
    ReviewerState,
    ReviewOrder,
    RevisionState,
)
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.models import Deputising
from tests.factories.documents import TODAY, Office, draft, install
from tests.support.clock import FakeClock


def handed_over(session: Session, office: Office, *reviewers: str, **fields: object) -> Revision:
    """The next issue of PG-02 in review by these people."""
    revision = draft(
        session, office, install(session, office),
        reviewer_ids=[office.people[name].id for name in reviewers], **fields,
    )  # fmt: skip
    services.submit(session, office.actor("owner", session), office.clock, revision)
    return revision


def agree(session: Session, office: Office, revision: Revision, name: str) -> None:
    services.review(
        session, office.actor(name, session), office.clock, revision,
        content_hash=revision.content_hash,
    )  # fmt: skip


def approve(
    session: Session, office: Office, revision: Revision, name: str = "approver", **more: bool
) -> None:
    services.approve(
        session, office.actor(name, session), office.clock, revision,
        content_hash=revision.content_hash, today=TODAY, **more,
    )  # fmt: skip


def mailed(session: Session) -> set[int]:
    jobs = session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
    return {
        job.payload["person_id"] for job in jobs if job.payload["template"] == "documents_decide"
    }


def test_at_once_every_reviewer_is_asked_and_approval_waits_for_the_last(
    session: Session, office: Office
) -> None:
    revision = handed_over(session, office, "reviewer", "head", "clerk")
    assert set(asked(revision)) == set(revision.reviewer_ids) == mailed(session)

    agree(session, office, revision, "head")
    agree(session, office, revision, "clerk")
    with pytest.raises(Conflict) as refused:
        approve(session, office, revision)
    assert refused.value.code == "documents.not_reviewed"

    agree(session, office, revision, "reviewer")
    assert office.people["approver"].id in mailed(session)
    approve(session, office, revision)
    assert revision.state is RevisionState.EFFECTIVE


def test_in_turn_each_is_asked_after_the_one_before(session: Session, office: Office) -> None:
    revision = handed_over(session, office, "reviewer", "head", review_order=ReviewOrder.IN_TURN)
    assert mailed(session) == {office.people["reviewer"].id}
    with pytest.raises(Forbidden):
        agree(session, office, revision, "head")

    agree(session, office, revision, "reviewer")
    assert [one.state for one in standings(revision)] == [
        ReviewerState.AGREED, ReviewerState.ASKED,
    ]  # fmt: skip
    assert office.people["head"].id in mailed(session)
    agree(session, office, revision, "head")
    approve(session, office, revision)
    assert revision.state is RevisionState.EFFECTIVE


def test_a_deputy_speaks_for_a_reviewer_and_is_named_but_not_for_two(
    session: Session, office: Office
) -> None:
    session.add_all(
        Deputising(
            person_id=office.people[name].id, deputy_id=office.people["employee"].id,
            first_day=TODAY, last_day=TODAY,
        )
        for name in ("reviewer", "head")
    )  # fmt: skip
    session.flush()
    revision = handed_over(session, office, "reviewer", "head")
    agree(session, office, revision, "employee")
    said = [one for one in revision.decisions if one.kind == "reviewed"]
    assert [(one.person_name, one.on_behalf_of_name) for one in said] == [
        ("Employee Nowak", "Reviewer Nowak")
    ]
    with pytest.raises(Conflict):
        agree(session, office, revision, "employee")


def test_who_wrote_in_the_text_does_not_review_it(session: Session, office: Office) -> None:
    revision = draft(session, office, install(session, office), reviewer_ids=[])
    services.save_draft(
        session, office.actor("head", session), office.clock, revision,
        services.DraftFields(
            title=revision.title, body=revision.body + "\nZdanie kierownika.\n",
            change_summary="Zmiana.", approver_id=office.people["approver"].id,
            reviewer_ids=[office.people["head"].id],
        ),
        row_version=revision.row_version,
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        services.submit(session, office.actor("owner", session), office.clock, revision)
    assert set(refused.value.fields) == {"reviewers"}


def test_who_changed_only_fields_or_files_wrote_too(
    session: Session, office: Office, tmp_path: Path
) -> None:
    head = office.actor("head", session)
    card = services.create_document(
        session, head, office.clock, code="KP-09", kind=DocumentKind.PROCESS_CARD, title="Skargi",
        properties=services.Properties(owner_unit_id=office.unit.id),
    )  # fmt: skip
    revision = card.revisions[0]
    services.save_draft(
        session, office.actor("representative", session), office.clock, revision,
        services.DraftFields(title="Skargi", content={"purpose": ["Nikt nie czeka."]}),
        row_version=revision.row_version,
    )  # fmt: skip
    services.attach(
        session, head, office.clock, ObjectFiles(tmp_path.as_uri()), revision,
        name="wzór.txt", data="Wzór pisma".encode(),
    )  # fmt: skip
    wrote = {office.people[name].id for name in ("head", "representative")}
    assert set(revision.writer_ids) == wrote


def test_a_card_does_not_tell_what_a_document_in_preparation_is_called(
    session: Session, office: Office
) -> None:
    representative = office.actor("representative", session)
    for code, title in (("PG-91", "Likwidacja wydziału"), ("KP-09", "Skargi")):
        services.create_document(
            session, representative, office.clock, code=code, title=title,
            kind=DocumentKind.PROCEDURE if code == "PG-91" else DocumentKind.PROCESS_CARD,
            properties=services.Properties(owner_unit_id=office.unit.id),
        )  # fmt: skip
    install(session, office)
    card = queries.document_by_code(session, "KP-09").revisions[0]
    services.save_draft(
        session, representative, office.clock, card,
        services.DraftFields(title="Skargi", content={"procedures": ["PG-91", "PG-02"]}),
        row_version=card.row_version,
    )  # fmt: skip
    assert "PG-91" in card.body
    assert "Likwidacja" not in card.body
    assert "petycje" in card.body


def test_who_wrote_all_of_it_in_the_authors_place_does_not_approve_it(
    session: Session, office: Office
) -> None:
    document = install(session, office)
    revision = services.start_issue(session, office.actor("owner", session), office.clock, document)
    office.unit.head_id = office.people["head"].id
    fields = services.DraftFields(
        title=revision.title, body="Wszystko od nowa.\n", change_summary="Zmiana.",
        approver_id=office.people["head"].id, reviewer_ids=[office.people["reviewer"].id],
    )  # fmt: skip
    services.save_draft(
        session, office.actor("head", session), office.clock, revision, fields,
        row_version=revision.row_version,
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        services.submit(session, office.actor("owner", session), office.clock, revision)
    assert set(refused.value.fields) == {"approver_id"}
    # Once the author has written too, two people stand for the text.
    services.save_draft(
        session, office.actor("owner", session), office.clock, revision,
        replace(fields, body="Wszystko od nowa i lepiej.\n"), row_version=revision.row_version,
    )  # fmt: skip
    services.submit(session, office.actor("owner", session), office.clock, revision)
    agree(session, office, revision, "reviewer")
    revision.writer_ids = [office.people["head"].id]
    with pytest.raises(Forbidden):
        approve(session, office, revision, "head")


def test_the_way_of_a_kind_asks_for_reviewers_and_lets_a_role_approve(
    session: Session, office: Office, clock: FakeClock
) -> None:
    representative = office.actor("representative", session)
    services.save_path(
        session, representative, clock, DocumentKind.PROCEDURE,
        order=ReviewOrder.IN_TURN, minimum_reviewers=2,
        approver_rule=ApproverRule.TOP_MANAGEMENT, minor_without_review=True,
        reviewer_ids=[office.people["auditor"].id], row_version=0,
    )  # fmt: skip
    document = install(session, office)
    revision = draft(session, office, document)
    assert revision.review_order is ReviewOrder.IN_TURN
    with pytest.raises(Invalid) as refused:
        services.submit(session, office.actor("owner", session), clock, revision)
    assert set(refused.value.fields) == {"reviewers"}

    people = [office.people[name].id for name in ("reviewer", "auditor")]
    services.save_draft(
        session, office.actor("owner", session), clock, revision,
        services.DraftFields(
            title=revision.title, body=revision.body, change_summary="Zmiana.",
            reviewer_ids=people,
        ),
        row_version=revision.row_version,
    )  # fmt: skip
    services.submit(session, office.actor("owner", session), clock, revision)
    agree(session, office, revision, "reviewer")
    agree(session, office, revision, "auditor")
    with pytest.raises(Forbidden):
        approve(session, office, revision, "head")
    approve(session, office, revision, "approver")
    assert revision.state is RevisionState.EFFECTIVE
    with pytest.raises(Conflict):
        services.save_path(
            session, representative, clock, DocumentKind.PROCEDURE,
            order=ReviewOrder.PARALLEL, minimum_reviewers=0, approver_rule=ApproverRule.NAMED,
            minor_without_review=False, reviewer_ids=[], row_version=0,
        )  # fmt: skip


def test_remarks_go_back_with_the_issue_and_are_answered_before_the_next_round(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = handed_over(session, office, "reviewer")
    reviewer, owner = office.actor("reviewer", session), office.actor("owner", session)
    paragraph = next(one for one in revision.paragraphs if "ustnie" in one.text)
    remark = services.add_comment(
        session, reviewer, clock, revision,
        text="Dopisać e-mail.", paragraph_key=paragraph.key,
    )  # fmt: skip
    assert remark.quote == paragraph.text
    services.request_changes(session, reviewer, clock, revision, comment="Zob. uwagę.")

    services.save_draft(
        session, owner, clock, revision,
        services.DraftFields(
            title=revision.title, body=revision.body.replace("albo ustnie", "e-mailem albo ustnie"),
            change_summary="Dodano e-mail.", approver_id=revision.approver_id,
        ),
        row_version=revision.row_version,
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        services.submit(session, owner, clock, revision)
    assert set(refused.value.fields) == {"comments"}

    services.add_comment(session, owner, clock, revision, text="Dopisane.", thread=remark)
    services.submit(session, owner, clock, revision)
    session.flush()
    session.expire_all()
    seen = queries.last_seen_round(session, revision, reviewer.person_id)
    assert seen == 1
    before = queries.wordings_of_round(queries.round_text(session, revision, seen))
    now = [Wording(one.key, one.number, one.text) for one in revision.paragraphs]
    changed = [one for one in compare(before, now) if one.change is not Change.SAME]
    assert [one.key for one in changed] == [paragraph.key]

    services.resolve_comment(session, reviewer, clock, revision, remark)
    with pytest.raises(Conflict):
        services.resolve_comment(session, owner, clock, revision, remark)
    agree(session, office, revision, "reviewer")
    approve(session, office, revision)
    kept = queries.threads(session, revision)
    assert [(one.first.text, [two.text for two in one.answers]) for one in kept] == [
        ("Dopisać e-mail.", ["Dopisane."])
    ]
    with pytest.raises(Forbidden):
        services.add_comment(session, reviewer, clock, revision, text="Za późno.")


def test_a_signature_needs_a_proof_of_the_last_five_minutes_where_the_host_can_ask(
    session: Session, office: Office, clock: FakeClock
) -> None:
    revision = handed_over(session, office, "reviewer")
    agree(session, office, revision, "reviewer")
    signer = replace(office.actor("approver", session), must_prove=True)
    for proved_at in (None, clock.now() - timedelta(minutes=5, seconds=1)):
        with pytest.raises(StaleSignIn):
            services.approve(
                session, replace(signer, proved_at=proved_at), clock, revision,
                content_hash=revision.content_hash, today=TODAY,
            )  # fmt: skip
    assert revision.state is RevisionState.IN_REVIEW
    proved = clock.now() - timedelta(minutes=5)
    services.approve(
        session, replace(signer, proved_at=proved), clock, revision,
        content_hash=revision.content_hash, today=TODAY,
    )  # fmt: skip
    assert revision.decisions[-1].signed_in_at == proved
    with pytest.raises(StaleSignIn):
        services.withdraw_document(
            session, signer, clock, revision.document, reason="Zbędny.", today=TODAY
        )


def test_an_editorial_issue_gets_a_number_behind_the_point_and_asks_nobody_again(
    session: Session, office: Office
) -> None:
    first = handed_over(session, office, "reviewer")
    agree(session, office, first, "reviewer")
    approve(session, office, first)
    reader = office.actor("clerk", session)
    services.acknowledge(session, reader, office.clock, first)
    due = first.document.review_due_on

    second = draft(session, office, first.document, minor=True)
    assert second.label == "2.1"
    services.submit(session, office.actor("owner", session), office.clock, second)
    agree(session, office, second, "reviewer")
    with pytest.raises(Invalid):
        approve(session, office, second)
    approve(session, office, second, editorial=True)

    owed = select(func.count(Acknowledgement.id)).where(
        Acknowledgement.revision_id == second.id,
        Acknowledgement.person_id == reader.person_id,
        Acknowledgement.acknowledged_at.is_(None),
    )
    assert session.scalar(owed) == 0
    assert (second.document.current_label, second.document.review_due_on) == ("2.1", due)

    third = services.start_issue(
        session, office.actor("owner", session), office.clock, second.document
    )
    assert third.label == "3"


def test_a_periodic_review_is_confirmed_with_a_note_or_begins_the_next_issue(
    session: Session, office: Office, clock: FakeClock
) -> None:
    document, owner = install(session, office), office.actor("owner", session)
    with pytest.raises(Invalid):
        services.confirm_review(session, owner, clock, document, today=TODAY, comment=" ")
    services.confirm_review(session, owner, clock, document, today=TODAY, comment="Zgodny z KPA.")
    assert document.review_due_on == date(2028, 11, 23)
    revision = services.revise_after_review(
        session, owner, clock, document, today=TODAY, comment="Zmienić termin."
    )
    assert revision.change_summary == "Zmienić termin."
    outcomes = [one.outcome for one in queries.periodic_reviews(session, document)]
    assert outcomes == ["revised", "confirmed"]
