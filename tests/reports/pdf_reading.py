"""Reading a finished file back, as a reader or a screen reader would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2


def squeezed(text: str) -> str:
    """`text` without spaces, line ends and break hints."""
    return re.sub(r"[\s\u200b\u00ad\ufffe\x02]", "", text)


def text_of(path: Path) -> str:
    """All text of the file, squeezed."""
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return squeezed("".join(pages))


def structure(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """Every element of the structure tree with its type, in reading order."""
    found: list[tuple[str, Any]] = []
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node.S), node))
            if "/K" in node:
                waiting.append(node.K)
    return found


def heading_levels(pdf: pikepdf.Pdf) -> list[int]:
    """The levels of all headings in reading order."""
    return [int(kind[2]) for kind, _ in structure(pdf) if re.fullmatch(r"/H[1-6]", kind)]


def untagged(pdf: pikepdf.Pdf) -> list[str]:
    """Drawing operators of text and images that are neither tagged nor marked as artifacts."""
    outside: list[str] = []
    for page in pdf.pages:
        known: list[bool] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BMC", "BDC"}:
                known.append(str(operands[0]) == "/Artifact" or "/MCID" in operands[-1])
            elif name == "EMC":
                known.pop()
            elif name in {"Tj", "TJ", "'", '"', "Do"} and not any(known):
                outside.append(name)
    return outside
