"""The demo office as running processes, quick to start and each test's own."""

from __future__ import annotations

import shutil
from typing import Any
from uuid import uuid4

from playwright.sync_api import APIRequestContext, Playwright

from tests.support.processes import WebProcess, qms_run, session_folder
from tests.support.proxy import FaultyProxy

AUDIT_OF_COMPLAINTS = "Rozpatrywanie skarg, wniosków i petycji"
"""Title of the audit that the demo office has announced."""
SYNC = "/qms/api/sync/v1"


class Office:
    """The demo office in one process, behind a network that can fail.

    Args:
        server: the process.
        network: the proxy before it; people come through it.
    """

    def __init__(self, server: WebProcess, network: FaultyProxy, playwright: Playwright) -> None:
        self.server = server
        self.network = network
        self._playwright = playwright
        self._requests: list[APIRequestContext] = []

    @property
    def url(self) -> str:
        """Where people find it."""
        return self.network.url

    def as_person(self, username: str) -> APIRequestContext:
        """Requests of somebody signed in, past the bad network."""
        requests = self._playwright.request.new_context(
            base_url=self.server.url, extra_http_headers={"Sec-Fetch-Site": "same-origin"}
        )
        self._requests.append(requests)
        answer = requests.post("/sign-in", form={"username": username, "next": "/"})
        assert answer.ok, answer.status
        return requests

    def on_the_server(
        self, username: str, kind: str = "answer", *, audit: str = AUDIT_OF_COMPLAINTS
    ) -> list[dict[str, Any]]:
        """What another phone of the same person would be told: the `data` of each record.

        Args:
            username: of a person who audits.
            kind: type of the change, such as "answer", "finding" or "evidence".
            audit: title of the audit to which the records belong.
        """
        requests = self.as_person(username)
        device = str(uuid4())
        about = {"label": "look", "app_version": "0", "user_agent": "test"}
        assert requests.put(f"{SYNC}/devices/{device}", data=about).ok
        changes: list[dict[str, Any]] = []
        cursor = ""
        while True:
            told = requests.get(f"{SYNC}/pull?device={device}{cursor}").json()
            changes += [one for one in told["changes"] if not one.get("deleted")]
            if not told["more"]:
                break
            cursor = f"&cursor={told['cursor']}"
        wanted = {
            one["uuid"]
            for one in changes
            if one["type"] == "audit" and one["data"]["title"] == audit
        }
        return [one["data"] for one in changes if one["type"] == kind and one["audit"] in wanted]

    def close(self) -> None:
        """Ends what `as_person` opened."""
        for requests in self._requests:
            requests.dispose()


def make_demo_home() -> dict[str, str]:
    """Lets `qms run` make the demo office once; its folder is copied for each test."""
    template = session_folder() / "demo-office"
    shutil.rmtree(template, ignore_errors=True)
    server = qms_run(template)
    server.start()
    server.stop()
    return {"path": str(template)}
