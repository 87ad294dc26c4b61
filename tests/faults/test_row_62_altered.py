"""Row 62: a row of the trail is altered, removed or slipped in; and a text or decision beside it."""

from __future__ import annotations

import pytest

from intranet_qms.cli import qms_commands
from intranet_qms.documents.workflow import RevisionState
from tests.factories.documents import carry_on, draft, install, make_office
from tests.support.host import Host

REST = (
    "at, actor_host_id, actor_name, on_behalf_of, source, address, action, entity, entity_uuid, "
    "details, previous_hash, hash"
)
HARM = {
    "altered": "update qms_trail_entry set actor_name = 'Ktoś Inny' where id = 2",
    "removed": "delete from qms_trail_entry where id = 2",
    "the last one removed": "delete from qms_trail_entry "
    "where id = (select max(id) from qms_trail_entry)",
    "slipped in": f"insert into qms_trail_entry (id, {REST}) "
    f"select id + 1000, {REST} from qms_trail_entry where id = 2",
    "text of an issue": "update qms_revision set body = body || ' I jeszcze.' where number = 2",
    "an approval": "update qms_revision_decision set person_name = 'Ktoś Inny' "
    "where kind = 'approved'",
    "an approval removed": "delete from qms_revision_decision where kind = 'approved'",
}


@pytest.mark.parametrize("harm", HARM)
def test_row_62_the_command_finds_it(host: Host, harm: str) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        revision = draft(session, office, install(session, office))
        carry_on(session, office, revision, RevisionState.EFFECTIVE)
    runner, verify = host.app.test_cli_runner(), ["trail", "verify"]
    assert runner.invoke(qms_commands, verify).exit_code == 0

    with host.transaction() as session:
        changed = session.connection().exec_driver_sql(HARM[harm].replace("%", "%%"))
        assert changed.rowcount > 0
    told = runner.invoke(qms_commands, verify)
    assert told.exit_code == 1, told.output
