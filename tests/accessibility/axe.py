"""axe-core in a page: what breaks WCAG 2.2 at the levels A and AA, and good practice of structure."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_RUN = """
async (tags) => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags},
    resultTypes: ["violations"],
    // Fetches every style sheet once more, for a rule about sound that starts by itself.
    preload: document.querySelector("audio, video") !== null,
  });
  return found.violations.map((one) => ({
    rule: one.id, help: one.help, nodes: one.nodes.map((node) => [
      node.html.slice(0, 160),
      [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "),
    ]),
  }));
}
"""


@cache
def script() -> str:
    """axe-core itself, as the package axe-playwright-python brings it."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds in the page as it is now, one line for each element."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(script())
    found: list[dict[str, Any]] = page.evaluate(_RUN, RULES)
    return [f"{one['rule']}: {html} ({why})" for one in found for html, why in one["nodes"]]
