"""Row 22: the browser drops the connection to the phone's database."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.browser.phone import PhoneApplication
from tests.support.chromium import PersistentBrowser

pytestmark = [pytest.mark.browser, pytest.mark.faults]

# Keeps the connections that the application opens, so that they can be closed behind its back:
# the next transaction on them throws InvalidStateError, as after the browser's own storage
# process has died.
KEEP_CONNECTIONS = """
(() => {
  const opened = [];
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...what) => {
    const request = open(...what);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  };
  globalThis.dropConnections = () => {
    const dropped = opened.length;
    for (const one of opened.splice(0)) one.close();
    return dropped;
  };
})();
"""


def test_the_connection_is_opened_again_and_the_write_repeated(
    demo_office: Office, phone_browser: PersistentBrowser
) -> None:
    page = phone_browser.start()
    page.add_init_script(KEEP_CONNECTIONS)
    phone = PhoneApplication(page, demo_office.url)
    phone.sign_in("Agnieszka Zarębska")
    phone.wait_until_ready_offline()
    phone.open_audit()
    demo_office.network.offline()

    assert page.evaluate("dropConnections()") >= 1
    phone.question("q-7.5.3-1").answer("Zgodność")
    assert page.evaluate("dropConnections()") >= 1
    phone.question("q-7.5.3-1").write_note("po przerwie")
    # A note that nobody has seen grows in the record of its answer.
    phone.expect_unsent(1)
    phone.reopen()
    kept = phone.question("q-7.5.3-1")
    expect(kept.root.get_by_role("radio", name="Zgodność", exact=True)).to_be_checked()
    expect(kept.note).to_have_value("po przerwie")
    phone.expect_unsent(1)
