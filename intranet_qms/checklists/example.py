"""An Excel form to begin with: small, complete, and itself importable."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

_SURVEY: Final = (
    ("type", "name", "label::Polski (pl)", "label::English (en)", "hint::Polski (pl)",
     "hint::English (en)", "relevant", "constraint", "required", "clause", "procedure",
     "evidence", "unit"),
    ("begin group", "records", "Przechowywanie akt", "Keeping of records"),
    ("select_one conformity", "files_in_order", "Czy teczki są opisane i ułożone według JRWA?",
     "Are the files labelled and ordered by their class?", "Obejrzyj co najmniej pięć teczek.",
     "Look at five files or more.", None, None, "yes", "7.5.3", "PS-01 § 4",
     "required_on_nonconformity"),
    ("text", "what_is_wrong", "Co jest nie tak?", "What is wrong?", None, None,
     "${files_in_order} = 'nonconforming'", "string-length(.) <= 1000", "yes", "7.5.3"),
    ("decimal", "temperature", "Temperatura w archiwum", "Temperature in the archive", None, None,
     None, ". >= 14 and . <= 18", None, "7.1.4", None, "optional", "°C"),
    ("end group",),
    ("begin group", "people", "Pracownicy", "People"),
    ("select_one yes_no", "trained", "Czy pracownik przeszedł szkolenie?",
     "Has the employee been trained?", None, None, None, None, "yes", "7.2"),
    ("select_multiple topics", "topics", "Z czego?", "In what?", None, None,
     "${trained} = 'yes'", None, None, "7.2"),
    ("date", "trained_on", "Kiedy?", "When?", None, None, "${trained} = 'yes'", None, None, "7.2"),
    ("end group",),
)  # fmt: skip
_CHOICES: Final = (
    ("list_name", "name", "label::Polski (pl)", "label::English (en)"),
    ("topics", "records", "Obieg dokumentów", "Handling of records"),
    ("topics", "privacy", "Ochrona danych osobowych", "Protection of personal data"),
    ("topics", "service", "Obsługa interesanta", "Client service"),
    ("yes_no", "yes", "Tak", "Yes"),
    ("yes_no", "no", "Nie", "No"),
    ("conformity", "conforming", "Zgodność", "Conforming"),
    ("conformity", "nonconforming", "Niezgodność", "Nonconforming"),
    ("conformity", "observation", "Spostrzeżenie", "Observation"),
    ("conformity", "not_applicable", "Nie dotyczy", "Not applicable"),
)
_SETTINGS: Final = (
    ("form_title", "form_id", "default_language", "standard", "edition"),
    ("Przykładowa lista pytań kontrolnych", "example", "Polski (pl)", "ISO 9001", "2015"),
)


@cache
def example_form() -> bytes:
    """Return the bytes of an .xlsx that shows every column this module understands."""
    from openpyxl import Workbook  # noqa: PLC0415 - a quarter of a second at each start
    from openpyxl.styles import Font  # noqa: PLC0415 - slow, as above

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (("survey", _SURVEY), ("choices", _CHOICES), ("settings", _SETTINGS)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = 28
        sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
