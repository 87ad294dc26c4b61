"""Row 64: the same issue is approved twice, or after its text changed: one decision, bound to the
text that was shown."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from intranet_qms.documents import services
from intranet_qms.documents.models import Revision, RevisionDecision
from intranet_qms.documents.workflow import RevisionState
from tests.factories.documents import Office, carry_on, draft, install, make_office
from tests.support.host import Host

ISSUE = "/qms/documents/PG-02/issues/2"


def in_review(host: Host) -> tuple[Office, str]:
    """An issue that waits for its approver; the hash of the text that is shown."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        revision = draft(session, office, install(session, office))
        carry_on(session, office, revision, RevisionState.IN_REVIEW)
        services.review(
            session, office.actor("reviewer", session), host.clock, revision,
            content_hash=revision.content_hash,
        )  # fmt: skip
        return office, revision.content_hash


def press(client: FlaskClient, content_hash: str) -> int:
    return client.post(f"{ISSUE}/approve", data={"content_hash": content_hash}).status_code


def approvals(host: Host) -> list[str]:
    with host.transaction() as session:
        return list(
            session.scalars(
                select(RevisionDecision.content_hash)
                .join(Revision, Revision.id == RevisionDecision.revision_id)
                .where(RevisionDecision.kind == "approved", Revision.number == 2)
            )
        )


def test_row_64_a_second_approval_is_refused_in_words(host: Host) -> None:
    _, shown = in_review(host)
    host.sign_in("approver", "Approver Nowak")
    client = host.client()
    assert [press(client, shown), press(client, shown)] == [303, 409]
    assert approvals(host) == [shown]
    again = client.post(f"{ISSUE}/approve", data={"content_hash": shown})
    assert "Approver Nowak" in again.get_data(as_text=True)


def test_row_64_a_page_that_shows_an_older_text_approves_nothing(host: Host) -> None:
    office, shown = in_review(host)
    with host.transaction() as session:
        revision = session.scalars(select(Revision).where(Revision.number == 2)).one()
        owner = office.actor("owner", session)
        services.request_changes(session, owner, host.clock, revision, comment="Poprawię.")
        services.save_draft(
            session, owner, host.clock, revision,
            services.DraftFields(
                title=revision.title, body="Inna treść.", change_summary="Wszystko.",
                approver_id=revision.approver_id,
            ),
            row_version=revision.row_version,
        )  # fmt: skip
        carry_on(session, office, revision, RevisionState.IN_REVIEW)
        services.review(
            session, office.actor("reviewer", session), host.clock, revision,
            content_hash=revision.content_hash,
        )  # fmt: skip
        new = revision.content_hash
    host.sign_in("approver", "Approver Nowak")
    client = host.client()
    assert press(client, shown) == 409
    assert approvals(host) == []
    assert press(client, new) == 303
    assert approvals(host) == [new]
