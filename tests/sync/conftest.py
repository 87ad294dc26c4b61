"""An office whose numbers are those of the golden messages, and a phone of it."""

from __future__ import annotations

import pytest

from tests.factories.sync import DEVICES, Phone, make_golden_office
from tests.support.host import Host


@pytest.fixture
def office(host: Host) -> Host:
    """An application with one announced audit."""
    with host.transaction() as session:
        make_golden_office(session, host.clock)
    return host


@pytest.fixture
def anna(office: Host) -> Phone:
    """The lead auditor's phone, registered."""
    phone = Phone(office.client(), office, "anna", DEVICES["anna"])
    phone.register()
    return phone
