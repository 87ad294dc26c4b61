"""What a text that was brought in lost or changed on its way, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..i18n import tn


def sentences(counts: Mapping[str, int]) -> list[str]:
    """One sentence for each thing, the weightiest first.

    Args:
        counts: how often, by the codes of ``docx_import``.
    """
    told: dict[str, Callable[[int], str]] = {
        "picture": lambda n: tn(
            "%(n)s picture was left out: its format is not one that pages show.",
            "%(n)s pictures were left out: their format is not one that pages show.",
            n,
        ),
        "drawing": lambda n: tn(
            "%(n)s drawing or chart was left out; put it in as a picture.",
            "%(n)s drawings or charts were left out; put them in as pictures.",
            n,
        ),
        "rows": lambda n: tn(
            "%(n)s row of a long table was left out; attach the table as a file.",
            "%(n)s rows of a long table were left out; attach the table as a file.",
            n,
        ),
        "embedded": lambda n: tn(
            "%(n)s embedded file was left out.", "%(n)s embedded files were left out.", n
        ),
        "hidden": lambda n: tn(
            "%(n)s hidden piece of text was left out.",
            "%(n)s hidden pieces of text were left out.",
            n,
        ),
        "comment": lambda n: tn("%(n)s comment was left out.", "%(n)s comments were left out.", n),
        "tracked": lambda n: tn(
            "%(n)s tracked change was taken as accepted.",
            "%(n)s tracked changes were taken as accepted.",
            n,
        ),
        "merged": lambda n: tn(
            "%(n)s merged cell was divided.", "%(n)s merged cells were divided.", n
        ),
        "nested": lambda n: tn(
            "%(n)s table inside a cell became plain text.",
            "%(n)s tables inside cells became plain text.",
            n,
        ),
        "letters": lambda n: tn(
            "%(n)s item was numbered by a letter and has a number now.",
            "%(n)s items were numbered by letters and have numbers now.",
            n,
        ),
        "box": lambda n: tn(
            "%(n)s text box stands behind its paragraph now.",
            "%(n)s text boxes stand behind their paragraphs now.",
            n,
        ),
        "formula": lambda n: tn(
            "%(n)s formula became plain text.", "%(n)s formulas became plain text.", n
        ),
        "raised": lambda n: tn(
            "%(n)s raised or lowered piece of text is plain now.",
            "%(n)s raised or lowered pieces of text are plain now.",
            n,
        ),
        "contents": lambda n: tn(
            "%(n)s line of a table of contents was left out: the page makes its own.",
            "%(n)s lines of a table of contents were left out: the page makes its own.",
            n,
        ),
        "running": lambda n: tn(
            "The header and the footer were left out: the print makes its own.",
            "The headers and footers were left out: the print makes its own.",
            n,
        ),
    }
    return [say(counts[code]) for code, say in told.items() if counts.get(code)]
