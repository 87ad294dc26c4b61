"""Every mail that the module writes, with values as the notifications give them."""

from __future__ import annotations

from typing import Any

_PROGRAMME = {
    "year": 2027,
    "version": 2,
    "entries": 32,
    "reason": "Wydział Edukacji przeszedł zmiany.",
}
_DOCUMENT = {
    "code": "PG-02",
    "title_pl": "Skargi, wnioski i petycje",
    "title_en": "Complaints, motions and petitions",
    "issue": 4,
    "path": "/documents/PG-02",
    "issue_path": "/documents/PG-02/issues/4",
    "change_summary": "Dodano przyjmowanie przez e-Doręczenia.",
    "effective_on": "2026-12-01",
}
_AUDIT = {
    "number": "A-2026-03",
    "title": "Obsługa interesantów",
    "first_day": "2026-12-07",
    "last_day": "2026-12-08",
    "objective": "Ocena zgodności z procedurą.",
    "criteria": "PN-EN ISO 9001:2015-10, rozdz. 8.2",
    "place": "Ratusz, pokój 12",
    "units": [["Wydział Spraw Obywatelskich", "Department of Civic Affairs"]],
    "documents": ["PG-02 Skargi, wnioski i petycje"],
    "lead": "Zofia Łącka",
    "agenda": [
        {
            "from": "2026-12-07T07:00:00+00:00",
            "to": "2026-12-07T07:30:00+00:00",
            "what": "Spotkanie otwierające",
            "who": "Zofia Łącka, Jan Nowak",
        },
    ],
}
_FINDING = {
    "number": "U-2026-014",
    "class": "minor",
    "statement": "Rejestr skarg nie zawiera dat odpowiedzi.",
    "due_on": "2026-12-23",
}

_EXTENSION = {
    **_FINDING,
    "action_text": "Wpisać do PG-07, kto wymienia wydruki.",
    "old_due_on": "2026-12-04",
    "new_due_on": "2027-01-08",
    "by": "Renata Kociołek",
    "reason": "Czekamy na opinię radcy prawnego.",
}

MAILS: dict[str, dict[str, Any]] = {
    "standards_to_do": {
        "edition": "ISO 9001:2026",
        "number": "4.1",
        "title_pl": "Zrozumienie organizacji i jej kontekstu",
        "title_en": "Understanding the organization and its context",
        "note": "Uzupełnić analizę kontekstu o zmiany klimatu.",
        "due_on": "2027-02-26",
        "path": "/standards/3f0c1c9e-6a51-4b4e-9d0a-0c7c2f7a1b11/from/91ab1c9e-6a51-4b4e-9d0a-0c7c2f7a1b12/77de1c9e-6a51-4b4e-9d0a-0c7c2f7a1b13",
    },
    "auditors_running_out": {
        "person": "Katarzyna Olędzka",
        "standard": "ISO 9001",
        "until": "2027-01-03",
        "proof": "Certyfikat auditora wewnętrznego nr AU/91",
        "path": "/auditors/3f0c1c9e-6a51-4b4e-9d0a-0c7c2f7a1b11",
    },
    "auditors_away": {
        "person": "Katarzyna Olędzka",
        "number": "A-2026-03",
        "title": "Obsługa interesantów",
        "first_day": "2026-12-08",
        "last_day": "2026-12-18",
    },
    "auditors_evaluated": {
        "number": "A-2026-03",
        "title": "Obsługa interesantów",
        "by": "Zofia Łącka",
    },
    "programme_submitted": _PROGRAMME,
    "programme_returned": _PROGRAMME,
    "programme_approved": _PROGRAMME,
    "finding_disputed": {**_FINDING, "reason": "Daty są w drugiej zakładce rejestru."},
    "finding_decided": {**_FINDING, "stands": True, "reason": "Zakładka powstała po audicie."},
    "finding_extension": _EXTENSION,
    "finding_extension_decided": {**_EXTENSION, "granted": False, "words": "Opinia jest gotowa."},
    "findings_due": {
        "today": "2026-11-23",
        "things": [
            {
                "what": "act",
                "number": "U-2026-014",
                "text": "Wpisać do PG-07, kto wymienia wydruki.",
                "due_on": "2026-11-20",
                "late": True,
            },
            {
                "what": "judge",
                "number": "U-2026-003",
                "text": "Brak zastępstw w sekretariacie.",
                "due_on": "2026-11-23",
                "late": False,
            },
            {
                "what": "answer",
                "number": "U-2026-015",
                "text": "Rejestr skarg nie zawiera dat odpowiedzi.",
                "due_on": "2026-11-27",
                "late": False,
            },
        ],
    },
    "documents_decide": {**_DOCUMENT, "approving": False},
    "documents_decided": {
        **_DOCUMENT,
        "outcome": "changes_requested",
        "by": "Grażyna Żółtowska",
        "comment": "Proszę dodać termin odpowiedzi.",
    },
    "documents_read": _DOCUMENT,
    "documents_effects": {
        **_DOCUMENT,
        "kind": "act",
        "summary": "Nowy art. 14 § 1a: pisma w postaci elektronicznej.",
        "link": "https://isap.sejm.gov.pl/",
        "due_on": "2026-12-15",
        "path": "/documents/PG-02/effects",
        "things": [{"code": "PS-01", "pl": "Nadzór nad dokumentami", "en": "Documents"}],
        "more": 2,
    },
    "people_deputy": {
        "person_name": "Renata Kociołek",
        "by": "Tomasz Gołębiowski",
        "first_day": "2026-12-21",
        "last_day": "2026-12-31",
        "path": "/people/00000000-0000-4000-8000-000000000001",
    },
    "reorganisation_done": {
        "title": "Reorganizacja od 1 stycznia 2027",
        "basis": "Zarządzenie nr 45/2026",
        "effective_on": "2027-01-01",
        "unit": ["Wydział Kadr", "Staff Department"],
        "leads": [["Wydział Kadr", "Staff Department"]],
        "things": [{"title": "PG-02 Skargi, wnioski i petycje", "path": "/documents/PG-02"}],
        "more": 3,
        "audits": ["A-2027-01"],
    },
    "reorganisation_blocked": {
        "title": "Reorganizacja od 1 stycznia 2027",
        "effective_on": "2027-01-01",
        "path": "/reorganisations/00000000-0000-4000-8000-000000000001",
    },
    "documents_owed": {
        "documents": [
            {
                "code": "PG-02",
                "title_pl": "Skargi, wnioski i petycje",
                "title_en": "Complaints, motions and petitions",
                "issue": "4",
                "path": "/documents/PG-02",
                "since": "2026-11-16",
            },
            {
                "code": "PW-11",
                "title_pl": "Ochrona danych osobowych",
                "title_en": "Personal data protection",
                "issue": "2.1",
                "path": "/documents/PW-11",
                "since": "2026-11-20",
            },
        ],
        "occasion": "reminder",
        "today": "2026-11-23",
    },
    "documents_reviews_due": {
        "today": "2026-11-23",
        "documents": [
            {**_DOCUMENT, "due_on": "2026-11-20", "days": -3},
            {
                "code": "PS-01",
                "title_pl": "Nadzór nad dokumentami",
                "title_en": "",
                "path": "/documents/PS-01",
                "due_on": "2026-12-01",
                "days": 8,
            },
        ],
    },
    "certification_visit": {
        "kind": "surveillance_2",
        "due_on": "2027-01-22",
        "planned_on": "2027-01-14",
        "body": "Jednostka Certyfikująca „Latarnia” sp. z o.o.",
        "number": "SZJ/2024/12",
        "path": "/certification/visits/00000000-0000-4000-8000-000000000000",
    },
    "certification_ending": {
        "number": "SZJ/2024/12",
        "standard": "PN-EN ISO 9001:2015-10",
        "body": "Jednostka Certyfikująca „Latarnia” sp. z o.o.",
        "valid_until": "2027-12-22",
        "path": "/certification/certificates/00000000-0000-4000-8000-000000000000",
    },
    "guest_link": {
        "secret": "T1BRC47kf1vFDGFDG0ADAP4iOaOrnlHalcb9CK",
        "purpose": "Drugi audit nadzoru, 14–15 stycznia.",
        "first_day": "2027-01-11",
        "last_day": "2027-01-15",
        "outsider": True,
    },
    "guest_code": {
        "secret": "04071998",
        "purpose": "Drugi audit nadzoru, 14–15 stycznia.",
        "first_day": "2027-01-11",
        "last_day": "2027-01-15",
        "outsider": True,
    },
    "citizens_opinions": {
        "guides": [
            {
                "code": "KU-22",
                "title_pl": "Dodatek mieszkaniowy",
                "title_en": "Housing benefit",
                "path": "/documents/KU-22/opinions",
                "count": 3,
            },
            {
                "code": "KU-26",
                "title_pl": "Skarga lub wniosek",
                "title_en": "",
                "path": "/documents/KU-26/opinions",
                "count": 1,
            },
        ],
    },
    "audit_announced": _AUDIT,
    "audit_changed": _AUDIT,
    "audit_not_yours": _AUDIT,
    "audit_findings": {**_AUDIT, "findings": [_FINDING]},
    "audit_report": {**_AUDIT, "version": 2, "reason": "Poprawiono datę.", "acknowledge": True},
    "audit_report_remarks": {
        **_AUDIT,
        "by": "Renata Kociołek",
        "remarks": "Termin jest za krótki.",
    },
    "audit_draft_shared": _AUDIT,
    "audit_closed": _AUDIT,
    "audit_cancelled": {**_AUDIT, "reason": "Choroba auditora wiodącego."},
    "finding_raised": _FINDING,
    "finding_actions": _FINDING,
    "finding_implemented": _FINDING,
    "finding_returned": {**_FINDING, "reason": "Brakuje dat z października."},
}
"""By template name."""
