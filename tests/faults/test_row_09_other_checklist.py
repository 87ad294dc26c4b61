"""Row 9: the checklist is changed under an audit that is going on."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from intranet_qms.audits.models import Audit
from intranet_qms.checklists import services as checklists
from intranet_qms.host import Actor
from tests.factories.sync import CHECKLIST, CONFORMITY, answer, golden_checklist
from tests.faults.conftest import Field

REPRESENTATIVE = Actor(
    person_id=0, host_id="system", name="system", roles=frozenset({"qms_representative"})
)


def publish_without_the_question(field: Field) -> uuid.UUID:
    """The next version of the same checklist, in which the audited question is gone."""
    content = copy.deepcopy(golden_checklist())
    for section in content["sections"]:
        section["questions"] = [each for each in section["questions"] if each["key"] != CONFORMITY]
    content["sections"] = [section for section in content["sections"] if section["questions"]]
    with field.host.transaction() as session:
        version = checklists.create_from_content(session, REPRESENTATIVE, field.host.clock, content)
        checklists.publish(session, REPRESENTATIVE, field.host.clock, version)
        return version.uuid


def checklists_of(page: dict[str, Any]) -> set[str]:
    return {one["data"]["checklist"]["uuid"] for one in page["changes"] if one["type"] == "audit"}


def test_an_audit_stays_on_the_version_it_began_with(field: Field) -> None:
    """What an offline phone answers to a question that the new version lacks is taken."""
    phone = field.phone()
    before = phone.pull()
    pinned = field.rows(Audit)[0].checklist_version_id
    newer = publish_without_the_question(field)

    receipt = phone.push(answer(uuid.uuid4(), 1)).json["receipts"][0]
    assert receipt["status"] == "applied"
    assert field.rows(Audit)[0].checklist_version_id == pinned

    # A phone that was there, and one that comes now: both work with the version of the audit.
    assert checklists_of(phone.pull(before["cursor"])) <= {str(CHECKLIST)}
    assert checklists_of(field.phone("piotr").pull()) == {str(CHECKLIST)}
    assert newer != CHECKLIST
