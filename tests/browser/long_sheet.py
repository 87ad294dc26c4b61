"""A sheet of five hundred questions on a phone, made of what the demo office sends."""

from __future__ import annotations

from playwright.sync_api import Route


def enlarge(route: Route) -> None:
    """What the server sends, with the first question of each checklist asked five hundred times."""
    answered = route.fetch()
    body = answered.json()
    for change in body["changes"]:
        if change["type"] == "checklist":
            pattern = change["data"]["sections"][0]["questions"][0]
            change["data"]["sections"] = [
                {
                    "key": f"s{section}",
                    "title_pl": f"Rozdział {section + 1}",
                    "title_en": f"Chapter {section + 1}",
                    "questions": [{**pattern, "key": f"q{section * 25 + at}"} for at in range(25)],
                }
                for section in range(20)
            ]
    route.fulfill(response=answered, json=body)
