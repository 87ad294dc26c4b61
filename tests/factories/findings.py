"""Findings at any stage of their way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from intranet_qms.findings import services
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingSource, FindingState
from tests.factories.audits import Office

TODAY = date(2026, 11, 23)


def make_finding(office: Office, **changes: Any) -> Finding:
    """A minor nonconformity of SO, answered for by ``head``, raised by ``auditor``."""
    values: dict[str, Any] = {
        "finding_class": FindingClass.MINOR,
        "source": FindingSource.COMPLAINT,
        "statement": "Skarga 1510.7.2026 została załatwiona po terminie.",
        "requirement": "Skargi załatwia się w ciągu miesiąca (KPA, art. 237 § 1).",
        "unit_id": office.units["SO"].id,
        "owner_id": office.people["head"].id,
        **changes,
    }
    return services.raise_finding(
        office.session,
        office.actor("auditor"),
        office.clock,
        services.Raised(**values),
        today=TODAY,
        due_days=30,
    )


def planned_action(office: Office, **changes: Any) -> services.PlannedAction:
    """A corrective action of ``clerk``, due in two weeks."""
    values: dict[str, Any] = {
        "kind": "corrective",
        "text": "Dzienny przegląd terminów w EZD.",
        "owner_id": office.people["clerk"].id,
        "due_on": TODAY + timedelta(days=14),
        **changes,
    }
    return services.PlannedAction(**values)


def bring_to(office: Office, finding: Finding, state: FindingState) -> Finding:
    """Take the finding along its way, each step by who may do it, until it is in ``state``."""
    session, clock = office.session, office.clock
    head = office.actor("head")
    if state == FindingState.WITHDRAWN:
        services.withdraw(session, office.actor("rep"), clock, finding, "Pomyłka")
        return finding
    way = [
        lambda: services.accept(session, head, clock, finding, "Tak było."),
        lambda: services.agree_actions(
            session,
            head,
            clock,
            finding,
            root_cause="Nikt nie patrzył na terminy.",
            actions=[planned_action(office)],
            today=TODAY,
        ),
        lambda: services.report_done(
            session, head, clock, finding, finding.actions[0], done_text="Wdrożono, EZD."
        ),
        lambda: services.verify(
            session,
            office.actor("second"),
            clock,
            finding,
            today=TODAY,
            effectiveness_after_days=30,
        ),
        lambda: services.close(
            session,
            office.actor("second"),
            clock,
            finding,
            today=TODAY + timedelta(days=60),
            effectiveness_text="Brak przekroczeń w I kwartale.",
        ),
    ]
    for step in way:
        if finding.state == state:
            break
        step()
    assert finding.state == state
    return finding
