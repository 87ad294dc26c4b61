"""Reads HTML as a browser would, and says what in it could run or lead to something that runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "srcdoc",
    "data",
    "poster",
    "background",
    "xlink:href",
}
_SCHEMES = {"", "http", "https", "mailto", "tel"}


class Dangers(HTMLParser):
    """Everything in a page that its policy would have to stop.

    Args:
        own_hosts: hosts from which a page may load anything.
        styles: whether styles may stand in the page (mails have no other way).
    """

    def __init__(self, *, own_hosts: frozenset[str] = frozenset(), styles: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.own_hosts, self.styles = own_hosts, styles
        self.found: list[str] = []
        self.fields: list[tuple[str, str, dict[str, str]]] = []
        self.forms: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        # A frame shows a page of ours, or nothing before its script says which.
        address = given.get("src", "/")
        own = re.match(r"/(?!/)", address) is not None and "srcdoc" not in given
        if tag in {"object", "embed", "base", "applet"} or (tag == "iframe" and not own):
            self.found.append(f"<{tag}>")
        if tag == "script" and not given.get("src") and given.get("type") != "application/json":
            self.found.append("<script> without an address")
        if tag == "style" and not self.styles:
            self.found.append("<style>")
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.found.append("<meta refresh>")
        for name, value in given.items():
            self._attribute(tag, name, value)
        if tag == "form":
            self.forms.append({**given, "__fields": ""})
        if tag in {"input", "textarea", "select", "button"} and given.get("name"):
            place = self.forms[-1] if self.forms else {}
            kind = {"type": "text" if tag == "input" else tag}
            self.fields.append((place.get("action", ""), given["name"], kind | given))

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or (name == "style" and not self.styles):
            self.found.append(f"<{tag} {name}>")
        if name.startswith("hx-on") or (name in {"hx-vals", "hx-vars"} and "js:" in value):
            self.found.append(f"<{tag} {name}>")
        if name in _ADDRESSES:
            plain = "".join(one for one in value if one.isprintable() and not one.isspace())
            parts = urlsplit(plain)
            if parts.scheme.lower() not in _SCHEMES:
                self.found.append(f"<{tag} {name}={value[:60]}>")
            loads = tag in {"script", "link", "img", "source", "video", "audio"}
            if loads and parts.netloc and parts.netloc not in self.own_hosts:
                self.found.append(f"<{tag}> loads from {parts.netloc}")


def dangers(html: str, *, styles: bool = False) -> list[str]:
    """What in this page could run."""
    reader = Dangers(styles=styles)
    reader.feed(html)
    reader.close()
    return reader.found


def fields_of(html: str) -> list[tuple[str, str, dict[str, str]]]:
    """All fields: the address their form is sent to, the name, the attributes.

    Fields that do not say their type have that of HTML, or the name of their element.
    """
    reader = Dangers()
    reader.feed(html)
    reader.close()
    return reader.fields
