"""Pictures of the screens that a walk passes, for people to look at."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page


def picture_of(page: Page, name: str, *, whole: bool = False) -> None:
    """Saves the screen as `<name>.png` when QMS_SCREENSHOTS names a folder; otherwise nothing.

    Args:
        page: to be shown.
        name: of the file, without its ending.
        whole: the whole page and not only what fits into the window.
    """
    folder = os.environ.get("QMS_SCREENSHOTS")
    if folder:
        # Hiding the caret would put a style into the page, which its policy forbids and reports.
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole, caret="initial")
