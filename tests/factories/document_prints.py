"""Printed documents."""

from __future__ import annotations

from datetime import UTC, date, datetime

from intranet_qms.reports.document_print import Change, Decision, DocumentPrint

BODY = """## 1. Cel

Procedura określa zasady przyjmowania i rozpatrywania **skarg** oraz *wniosków*.

## 2. Zakres stosowania

Procedury nie stosuje się do:

- odwołań i zażaleń,
- zgłoszeń naruszeń prawa:
  1. zewnętrznych,
  2. wewnętrznych.

### 2.1. Wyłączenia

Zob. [KPA](https://isap.example/kpa) oraz [załącznik](../zal.pdf).

| Pojęcie | Znaczenie | Termin |
|---|---|---:|
| Skarga | Zgłoszenie dotyczące zaniedbania lub nienależytego wykonania zadań | 30 dni |
| Wniosek | Propozycja ulepszenia organizacji | 30 dni |

> Uwaga: terminy liczy się w dniach.

---

Koniec `SO.1510` ~~skreślony~~.
"""


def make_document(**changes: object) -> DocumentPrint:
    """One approved issue of a procedure."""
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    values: dict[str, object] = {
        "office": "Urząd Miasta Borowiec",
        "code": "PG-02",
        "title": "Skargi, wnioski i petycje",
        "kind": "Procedura",
        "issue": "4",
        "made_at": datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        "body": BODY,
        "effective_from": date(2026, 3, 15),
        "owner_unit": "Wydział Organizacyjny",
        "owner": "Naczelnik Wydziału Organizacyjnego",
        "prepared_by": (Decision("Zofia Łącka", "inspektor", moment),),
        "reviewed_by": (Decision("Grażyna Żółtowska", "Pełnomocnik ds. SZJ", moment),),
        "approved_by": (Decision("Jan Kowal", "Prezydent Miasta", moment),),
        "standards": ("PN-EN ISO 9001:2015-10: 8.2.1, 9.1.2",),
        "legal_basis": ("Kodeks postępowania administracyjnego, dział VIII",),
        "jrwa": "1510",
        "archive_category": "A",
        "attachments": ("Wzór protokołu przyjęcia skargi",),
        "changes": (
            Change("4", date(2026, 3, 15), "Dodano przyjmowanie przez e-Doręczenia."),
            Change("3", date(2023, 1, 2), "Przegląd okresowy."),
        ),
        "content_sha256": "0f" * 32,
    }
    values.update(changes)
    return DocumentPrint(**values)  # type: ignore[arg-type]
