"""The one thing that templates get by itself: the object ``qms``.

One global with one name cannot clash with a host's own helpers, and macros see it without context.
"""

from __future__ import annotations

import datetime as moments
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from flask import current_app, request, url_for
from markupsafe import Markup, escape

from . import access, i18n
from .http import (
    Module,
    address_lists,
    clock,
    current_actor,
    wire_time,
)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the module's own navigation."""

    label: str
    url: str
    active: bool
    count: int | None = None


class TemplateInterface:
    """What a template can ask. All texts come back in the reader's language."""

    def __init__(self, qms: Module, version: str) -> None:
        self._qms = qms
        self._version = version
        self._assets: dict[tuple[str, str], str] = {}
        self.navigation_entries: list[tuple[str, Any, str, tuple[str, ...]]] = []
        self.shell: Any = None
        """Links of the standalone intranet; None inside a host."""

    t = staticmethod(i18n.t)
    tn = staticmethod(i18n.tn)
    number = staticmethod(i18n.number)
    localized = staticmethod(i18n.localized)

    @property
    def layout(self) -> str:
        """The template that pages extend."""
        return self._qms.config.layout

    @property
    def locale(self) -> str:
        """``pl`` or ``en``."""
        return i18n.current_locale()

    @property
    def office_name(self) -> str:
        """The office, as it signs."""
        return self._qms.config.office_name

    @property
    def actor(self) -> Any:
        """Who reads the page, or None."""
        return current_actor()

    @property
    def today(self) -> moments.date:
        """The day in the office's zone."""
        return clock().now().astimezone(self._qms.config.zone).date()

    def can(self, action: str, subject: Any = None) -> access.Decision:
        """Whether the reader may do ``action``; its ``reason`` says why not."""
        return access.decide(current_actor(), action, subject)

    def url(self, endpoint: str, /, **values: Any) -> str:
        """The address of ``<feature>_<view>``."""
        return url_for(f"qms.{endpoint}", **values)

    def here(self, **changes: Any) -> str:
        """This page's address with some query values changed; None removes one."""
        if request.endpoint is None:  # the page of an unknown address
            return request.path
        values = address_lists()
        for key, value in changes.items():
            if value is None:
                values.pop(key, None)
            else:
                values[key] = (
                    [str(item) for item in value] if isinstance(value, list) else [str(value)]
                )
        return url_for(request.endpoint, **{**(request.view_args or {}), **values})

    def asset(self, path: str) -> str:
        """A file of the module, with the version in the address so that caches may keep it."""
        # Asked for dozens of times on a page; where the application hangs may differ by request.
        key = (request.root_path, path)
        known = self._assets.get(key)
        if known is None:
            known = self._assets[key] = url_for("qms.static", filename=path, v=self._version)
        return known

    def icon(self, name: str) -> Markup:
        """A decorative symbol of the sprite."""
        return Markup(
            '<svg class="qms-icon" aria-hidden="true" focusable="false">'
            '<use href="{}#{}"></use></svg>'
        ).format(self.asset("qms/icons.svg"), name)

    def date(self, value: moments.date | datetime | None) -> Markup:
        """A day in words."""
        if value is None:
            return Markup("—")
        zone = self._qms.config.zone
        day = value.astimezone(zone).date() if isinstance(value, datetime) else value
        return Markup('<time datetime="{}">{}</time>').format(
            day.isoformat(), i18n.date_text(day, zone)
        )

    def day(self, value: moments.date | datetime | None) -> str:
        """A short date for tables."""
        return i18n.date_text(value, self._qms.config.zone, style="medium")

    def when(self, value: datetime | None) -> Markup:
        """A moment in words, exact on hover."""
        if value is None:
            return Markup("—")
        exact = i18n.moment_text(value, self._qms.config.zone)
        now = clock().now()
        near = abs(value - now) < timedelta(days=6)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            wire_time(value), exact, i18n.relative_text(value, now) if near else exact
        )

    def hour(self, value: datetime) -> Markup:
        """Hour and minute in the office."""
        local = value.astimezone(self._qms.config.zone)
        return Markup('<time datetime="{}">{}</time>').format(wire_time(value), f"{local:%H:%M}")

    def size(self, value: int) -> str:
        """Bytes as people say them."""
        if value < 1000:
            return f"{i18n.number(value)} B"
        if value < 1_000_000:
            return f"{i18n.number(round(value / 1000))} kB"
        return f"{i18n.number(round(value / 1_000_000, 1))} MB"

    def navigation(self) -> list[NavigationItem]:
        """The module's parts that the reader may open."""
        actor = current_actor()
        items = []
        here = request.endpoint or ""
        for endpoint, label, action, parts in self.navigation_entries:
            if actor is None or not access.decide(actor, action):
                continue
            url = url_for(f"qms.{endpoint}")
            active = here.startswith(tuple(f"qms.{part}" for part in parts))
            items.append(NavigationItem(str(label), url, active))
        return items

    def escape_lines(self, text: str | None) -> Markup:
        """Plain text with its line breaks, escaped."""
        return Markup("<br>").join(escape(line) for line in (text or "").splitlines())


TemplateHook = Callable[[TemplateInterface], None]


def interface() -> TemplateInterface:
    """The same object that templates know as ``qms``, for addresses and days in a view's words."""
    return cast(TemplateInterface, current_app.jinja_env.globals["qms"])
