"""The card of a finding on paper tells its whole story, accessibly."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pikepdf
from sqlalchemy.orm import Session

from intranet_qms.config import QMSConfig
from intranet_qms.findings import queries, services
from intranet_qms.findings.models import Finding
from intranet_qms.findings.printing import card_of
from intranet_qms.findings.workflow import FindingState
from intranet_qms.i18n import use_locale
from intranet_qms.reports.story_print import render_story
from tests.factories.audits import Office, make_office
from tests.factories.findings import TODAY, bring_to, make_finding, planned_action
from tests.reports.pdf_reading import squeezed, structure, text_of, untagged
from tests.support.clock import FakeClock


def test_every_round_with_its_causes_actions_and_words_is_on_the_card(
    session: Session, clock: FakeClock, tmp_path: Path
) -> None:
    office = make_office(session, clock)
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    services.add_cause(
        session, office.actor("head"), clock, finding, text="Nikt nie pilnował 😀 terminów"
    )
    bring_to_verified(office, finding)
    services.judge_ineffective(
        session, office.actor("second"), clock, finding, today=TODAY + timedelta(days=60),
        reason="Dwie nowe zwłoki.",
    )  # fmt: skip
    services.check_place(
        session, office.actor("head"), clock, finding, result="same",
        unit_id=office.units["OR"].id, note_text="=1+1",
    )  # fmt: skip
    session.flush()
    session.expire_all()
    whole = queries.by_number(session, finding.number)
    assert whole is not None
    with use_locale("pl"):
        story = card_of(whole, clock, QMSConfig(), "pl")
    render_story(story, tmp_path / "karta.pdf")
    text = text_of(tmp_path / "karta.pdf")
    for words in (
        "Karta niezgodności", finding.number, finding.statement, "podejście 1", "podejście 2",
        "Nikt nie pilnował", "Dwie nowe zwłoki.", "Wdrożono, EZD.", "Wydział OR", "=1+1",
    ):  # fmt: skip
        assert squeezed(words) in squeezed(text), words
    with pikepdf.open(tmp_path / "karta.pdf") as pdf:
        names = {name for name, _ in structure(pdf)}
        assert {"/H1", "/H2", "/Table", "/TH"} <= names
        assert str(pdf.Root.Lang) == "pl"
        assert untagged(pdf) == []


def bring_to_verified(office: Office, finding: Finding) -> None:
    """On from acceptance, which the factory has done already."""
    head, clock, session = office.actor("head"), office.clock, office.session
    services.agree_actions(
        session, head, clock, finding, root_cause="x", actions=[planned_action(office)], today=TODAY
    )
    services.report_done(
        session, head, clock, finding, finding.actions[0], done_text="Wdrożono, EZD."
    )
    services.verify(
        session, office.actor("second"), clock, finding, today=TODAY, effectiveness_after_days=30
    )
