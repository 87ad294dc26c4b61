"""Contrast as the browser computes it (WCAG 2.2, 1.4.3 and 1.4.11), whatever accent a host sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

# Every text on the page with its own colour and the colours beneath it, brought to plain RGB by a
# canvas, because computed colours come back in the colour space they were written in.
MEASURE = """
() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below, alpha) =>
    [0, 1, 2].map((at) => top[at] * alpha + below[at] * (1 - alpha));
  const linear = (part) =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const light = (colour) =>
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below, layer[3]), [255, 255, 255]);
  };
  const results = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const field = element.matches("input:not([type=checkbox],[type=radio],[type=hidden]), select, textarea");
    if (!own && !field) continue;
    if (!element.checkVisibility() || element.closest(".qms-hidden, [aria-hidden=true] .qms-pages__link, .qms-pages__link--off")) continue;
    const style = getComputedStyle(element);
    const beneath = ground(element);
    let opacity = rgb(style.color)[3];
    for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    const name = `${element.tagName}.${element.className?.baseVal ?? element.className} “${element.textContent.trim().slice(0, 30)}”`;
    results.push({ name, ratio: ratio(over(rgb(style.color), beneath, opacity), beneath), least: 4.5 });
    if (field) {
      const box = element.closest(".qms-filters__select") ?? element;
      results.push({
        name: `border of ${name}`,
        ratio: ratio(rgb(getComputedStyle(box).borderTopColor), ground(box.parentElement)),
        least: 3,
      });
    }
  }
  return results;
}
"""


@pytest.mark.parametrize("accent", [None, "#ffd400", "#e2001a", "#7ac143", "#000000", "#ffffff"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(
    gallery_url: str, open_desktop: Callable[..., Any], scheme: str, accent: str | None
) -> None:
    # Without movement: a colour in the middle of its transition is not what is read.
    page = open_desktop(
        base_url=gallery_url, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    for path in ("/", "/list", "/form", "/login", "/home", "/error/403"):
        page.goto(path)
        if accent:
            page.evaluate(
                "accent => document.documentElement.style.setProperty('--qms-accent', accent)",
                accent,
            )
        measured = page.evaluate(MEASURE)
        assert len(measured) > 5
        poor = [one for one in measured if one["ratio"] < one["least"]]
        assert poor == [], path


def test_the_measure_sees_what_cannot_be_read(
    gallery_url: str, open_desktop: Callable[..., Any]
) -> None:
    page = open_desktop(base_url=gallery_url).new_page()
    page.goto("/home")
    page.evaluate(
        "() => document.querySelector('.qms').style.setProperty('--qms-ink-soft', '#aab4b1')"
    )
    assert any(one["ratio"] < one["least"] for one in page.evaluate(MEASURE))
