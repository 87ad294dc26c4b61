"""Reports to render: a believable one of any size, and photos to put in it."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime, timedelta

from PIL import Image, ImageDraw

from intranet_qms.reports.audit_values import (
    AgendaItem,
    Answer,
    AuditReport,
    Evidence,
    Finding,
    Mark,
    Meeting,
    PhotoEntry,
    Question,
    Section,
    Signature,
    SyncReceipt,
    TeamMember,
)

MAJOR = Mark("Niezgodność duża", "octagon", "critical")
MINOR = Mark("Niezgodność mała", "triangle", "warning")
OBSERVATION = Mark("Spostrzeżenie", "circle", "info")
OPPORTUNITY = Mark("Potencjał doskonalenia", "diamond", "idea")
STRENGTH = Mark("Mocna strona", "star", "good")
GRADES = (MAJOR, MINOR, OBSERVATION, OPPORTUNITY, STRENGTH)

CONFORMS = Mark("Zgodność", "circle", "good")
FAILS = Mark("Niezgodność", "triangle", "warning")
NOT_APPLICABLE = Mark("Nie dotyczy", "ring", "neutral")

START = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)

QUESTIONS = (
    "Czy wnioski klientów są rejestrowane w systemie w dniu ich wpływu?",
    "Czy rejestr upoważnień do wydawania decyzji jest aktualny i kompletny?",
    "Czy akta spraw zakończonych przekazano do archiwum zakładowego w terminie?",
    "Czy cele jakości wydziału są mierzone, a wyniki omawiane z pracownikami?",
    "Czy pracownicy zapoznali się z obowiązującym wydaniem procedury?",
)
NOTES = (
    "Sprawdzono próbę 12 spraw z III kwartału; wszystkie zarejestrowano w dniu wpływu.",
    (
        "W dwóch z ośmiu akt brakowało zwrotnego potwierdzenia odbioru. Naczelnik wyjaśnił, że "
        "korespondencję prowadzi zastępczo sekretariat, a jej obieg nie jest opisany."
    ),
    "Rejestr prowadzony jest w arkuszu; ostatni wpis z 3 listopada 2026 r.",
    "",
)


def photo_bytes(place: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A JPEG with enough texture not to compress to nothing."""
    rough = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB")
    draw = ImageDraw.Draw(rough)
    hue = (37 * place) % 200
    draw.rectangle(
        (size[0] // 5, size[1] // 5, size[0] * 4 // 5, size[1] * 4 // 5), fill=(hue, 110, 160)
    )
    for shelf in range(5):
        top = size[1] // 5 + shelf * size[1] // 9
        draw.rectangle((size[0] // 5, top, size[0] * 4 // 5, top + 12), fill=(70, 50, 30))
    out = io.BytesIO()
    rough.save(out, "JPEG", quality=80)
    return out.getvalue()


def make_photos(count: int, size: tuple[int, int] = (1600, 1200)) -> dict[str, bytes]:
    """`count` different photos by their SHA-256."""
    made = (photo_bytes(place, size) for place in range(count))
    return {hashlib.sha256(data).hexdigest(): data for data in made}


def make_report(
    *,
    sections: int = 3,
    questions: int = 5,
    findings: int = 4,
    photos: tuple[str, ...] = (),
    **changes: object,
) -> AuditReport:
    """A whole audit report. Every text of it carries its own number, so that it can be found."""
    checklist = tuple(
        Section(
            f"{part + 1}. Część listy pytań nr {part + 1}",
            tuple(_question(part, place, photos) for place in range(questions)),
        )
        for part in range(sections)
    )
    values: dict[str, object] = {
        "office": "Urząd Miasta Borowiec",
        "number": "AW/7/2026",
        "title": "Obsługa klienta i obieg dokumentów w Wydziale Spraw Obywatelskich",
        "kind": "audit wewnętrzny systemu zarządzania jakością",
        "made_at": START + timedelta(days=3),
        "case_number": "SZJ.1710.7.2026",
        "standards": ("PN-EN ISO 9001:2015-10", "ISO 9001:2026 (wydanie przejściowe)"),
        "objective": "Ocena zgodności z normą i skuteczności procesu obsługi klienta.",
        "criteria": "Norma, procedury PO-01 i PO-07, Kodeks postępowania administracyjnego.",
        "scope_units": ("Wydział Spraw Obywatelskich", "Archiwum Zakładowe"),
        "scope_procedures": ("PO-01 Nadzór nad dokumentami", "PO-07 Obsługa klienta"),
        "scope_clauses": ("7.5", "8.2", "8.5.1", "9.1.2", "10.2"),
        "first_day": date(2026, 11, 17),
        "last_day": date(2026, 11, 18),
        "team": (
            TeamMember("Grażyna Żółtowska", "auditor wiodący", "Biuro Audytu i Kontroli"),
            TeamMember("Łukasz Ściegienny", "auditor", "Wydział Finansowy"),
            TeamMember("Janina Pędzel", "obserwator"),
        ),
        "opening": Meeting(START, "sala 204", ("Grażyna Żółtowska", "Adam Wójcik")),
        "closing": Meeting(
            START + timedelta(hours=30),
            "sala 204",
            ("Adam Wójcik",),
            "Naczelnik przyjął ustalenia.",
        ),
        "agenda": tuple(
            AgendaItem(
                START + timedelta(hours=2 * place),
                START + timedelta(hours=2 * place + 1, minutes=30),
                f"Temat {place + 1}: rejestracja i obieg spraw",
                "Wydział Spraw Obywatelskich",
                ("Łukasz Ściegienny",),
            )
            for place in range(4)
        ),
        "conclusions": "System jest wdrożony i utrzymywany.\n\nNależy uporządkować obieg korespondencji.",
        "grades": GRADES,
        "sections": checklist,
        "findings": tuple(_finding(place, photos) for place in range(findings)),
        "strengths": ("Czytelne poradniki interesanta", "Krótki czas oczekiwania"),
        "photos": tuple(
            PhotoEntry(
                sha,
                f"Podpis zdjęcia nr {place + 1}: regał z aktami spraw",
                "Łukasz Ściegienny",
                START + timedelta(minutes=place),
            )
            for place, sha in enumerate(photos)
        ),
        "receipts": (
            SyncReceipt(
                "Telefon Ł. Ściegiennego",
                "Łukasz Ściegienny",
                34,
                12,
                START + timedelta(hours=31),
                True,
            ),
            SyncReceipt(
                "Tablet służbowy 3",
                "Grażyna Żółtowska",
                1,
                2,
                START + timedelta(hours=31),
                True,
                -600,
            ),
        ),
        "signatures": (
            Signature(
                "Grażyna Żółtowska",
                "auditor wiodący",
                START + timedelta(days=2),
                "podpis na urządzeniu",
            ),
            Signature("Adam Wójcik", "naczelnik Wydziału Spraw Obywatelskich"),
        ),
        "distribution": ("Pełnomocnik ds. SZJ", "Wydział Spraw Obywatelskich", "a/a"),
    }
    values.update(changes)
    return AuditReport(**values)  # type: ignore[arg-type]


def _question(part: int, place: int, photos: tuple[str, ...]) -> Question:
    number = f"{part + 1}.{place + 1}"
    kind = (part * 7 + place) % 9
    value = FAILS if kind == 4 else NOT_APPLICABLE if kind == 7 else CONFORMS
    evidence = [Evidence(f"próba akt nr {number}")]
    if photos:
        evidence.append(Evidence("", photos[(part * 5 + place) % len(photos)]))
    note = f"{NOTES[(part + place) % len(NOTES)]} Uwaga {number}.".strip()
    first = Answer(
        value,
        "Łukasz Ściegienny",
        START + timedelta(minutes=9 * place),
        note,
        "Telefon",
        evidence=tuple(evidence),
    )
    answers: tuple[Answer, ...] = (first,)
    if kind == 4:
        answers = (
            Answer(
                FAILS, "Łukasz Ściegienny", START, f"Brak wpisu {number}.", "Telefon", "conflict"
            ),
            Answer(
                CONFORMS, "Grażyna Żółtowska", START, f"Wpis jest {number}.", "Tablet", "conflict"
            ),
        )
    return Question(
        number,
        f"{QUESTIONS[place % len(QUESTIONS)]} (pytanie {number})",
        "ISO 9001:2015 7.5.3; PO-01 § 4 ust. 2",
        answers,
    )


def _finding(place: int, photos: tuple[str, ...]) -> Finding:
    return Finding(
        f"AW/7/2026/{place + 1:02}",
        (MINOR, OBSERVATION, OPPORTUNITY, MAJOR)[place % 4],
        f"Ustalenie nr {place + 1}: obieg korespondencji przychodzącej nie jest nadzorowany, "
        "przez co terminy załatwienia spraw liczone są od różnych dat.",
        f"Dowód nr {place + 1}: akta sprawy SO.5311.{place + 100}.2026, brak daty wpływu.",
        ("PN-EN ISO 9001:2015-10, 8.5.1", "PO-07, § 6 ust. 3: rejestracja w dniu wpływu"),
        "Wydział Spraw Obywatelskich",
        "Adam Wójcik",
        date(2026, 12, 18),
        "otwarta",
        photos[place % len(photos) : place % len(photos) + 1] if photos else (),
    )
