"""Findings of the demo office that came from elsewhere than audits, each somewhere on its way."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from ..extension import QMS
from ..findings import services as findings
from ..findings.services import PlannedAction, Raised
from ..findings.workflow import FindingClass, FindingSource
from ..host import Actor
from ..people import services as people
from ..workdays import add_working_days, next_working_day
from .demo_audits import At

if TYPE_CHECKING:
    from ..people.models import Person, Unit


def load(
    session: Session,
    qms: QMS,
    today: date,
    units: dict[str, Unit],
    persons: dict[str, Person],
    documents: dict[str, Any],
) -> None:
    """Tell their stories, the oldest first, so that their numbers follow each other."""
    tales = _Tales(session, qms, today, units, persons, documents)
    tales.closed_and_back()
    tales.waits_for_its_effect()
    tales.under_way_with_fishbone()
    tales.disputed()
    tales.withdrawn()
    tales.to_verify()
    tales.office_class()


class _Tales:
    def __init__(
        self,
        session: Session,
        qms: QMS,
        today: date,
        units: dict[str, Unit],
        persons: dict[str, Person],
        documents: dict[str, Any],
    ) -> None:
        self.session, self.qms, self.today = session, qms, today
        self.units, self.persons, self.documents = units, persons, documents

    def who(self, login: str) -> Actor:
        actor = people.actor_by_host_id(self.session, login, self.qms.clock.now(), source="cli")
        if actor is None:
            raise RuntimeError(f"{login} cannot act")
        return actor

    def at(self, days_ago: int, hour: int = 10) -> At:
        day = next_working_day(self.today - timedelta(days=days_ago))
        day = min(day, self.today)
        return At(datetime.combine(day, time(hour), tzinfo=self.qms.config.zone))

    def raised(self, login: str, days_ago: int, unit: str, **said: Any) -> Any:
        clock = self.at(days_ago)
        return findings.raise_finding(
            self.session,
            self.who(login),
            clock,
            Raised(unit_id=self.units[unit].id, owner_id=self.units[unit].head_id, **said),
            today=clock.now().date(),
            due_days=self.qms.config.action_due_days,
            tell_owner=False,
        )

    def agreed(self, finding: Any, login: str, days_ago: int, *actions: PlannedAction) -> None:
        clock = self.at(days_ago)
        findings.agree_actions(
            self.session, self.who(login), clock, finding,
            root_cause="", actions=actions, today=clock.now().date(),
        )  # fmt: skip

    def cause(self, finding: Any, login: str, clock: At, text: str, **more: Any) -> Any:
        is_root = more.pop("is_root", False)
        made = findings.add_cause(self.session, self.who(login), clock, finding, text=text, **more)
        if is_root:
            findings.change_cause(
                self.session, self.who(login), clock, finding, made.id,
                text=text, is_root=True, seen_version=made.row_version,
            )  # fmt: skip
        return made

    def whys(self, finding: Any, login: str, clock: At, *chain: str) -> None:
        parent = None
        for text in chain:
            made = self.cause(
                finding, login, clock, text, parent_id=parent, is_root=text == chain[-1]
            )
            parent = made.id

    def done(self, finding: Any, login: str, days_ago: int, words: str) -> None:
        for action in list(finding.present_actions):
            findings.report_done(
                self.session, self.who(login), self.at(days_ago), finding, action, done_text=words
            )

    def verified(self, finding: Any, days_ago: int, effect_after: int) -> None:
        clock = self.at(days_ago)
        findings.verify(
            self.session, self.who("m.dabrowicz"), clock, finding,
            today=clock.now().date(), effectiveness_after_days=effect_after,
        )  # fmt: skip

    def closed_and_back(self) -> None:
        """A complaint that was mended, closed, and came back with another one."""
        statement = "Odpowiedź na skargę wysłano po upływie miesiąca, bez zawiadomienia o zwłoce."
        cited = {
            "requirement": "Skargi załatwia się bez zbędnej zwłoki, nie później niż w ciągu "
            "miesiąca (KPA, art. 237 § 1).",
            "clause": "ISO 9001:2015, 8.2.1",
            "document_id": self.documents["PG-02"].id,
        }
        first = self.raised(
            "j.lisowska", 320, "KO", finding_class=FindingClass.MINOR,
            source=FindingSource.COMPLAINT, source_reference="KO.1510.4", statement=statement,
            evidence_text="Skarga KO.1510.4, odpowiedź po 47 dniach.", **cited,
        )  # fmt: skip
        head = "i.bieniek"
        findings.accept(
            self.session, self.who(head), self.at(318), first,
            "Sprawa przeszła między referatami w czasie urlopu.",
        )  # fmt: skip
        self.whys(
            first, head, self.at(312),
            "Nikt nie pilnował terminu, gdy prowadzący był na urlopie.",
            "Zastępstwo ustalono ustnie, a sprawa w EZD została przy nieobecnym.",
            "Karta urlopowa nie wymaga wskazania, kto przejmuje sprawy w toku.",
        )  # fmt: skip
        findings.check_place(
            self.session, self.who(head), self.at(310), first, result="same",
            unit_id=self.units["PO"].id, note_text="Dwie sprawy bez przekazania w EZD.",
        )  # fmt: skip
        findings.check_place(
            self.session, self.who(head), self.at(310), first, result="clear",
            unit_id=self.units["SO"].id, note_text="Zastępstwa wpisane w EZD.",
        )  # fmt: skip
        owner = self.units["KO"].head_id or 0
        begun = self.at(308).now().date()
        self.agreed(
            first, head, 308,
            PlannedAction(
                kind="correction", text="Przeprosić skarżącego i wyjaśnić zwłokę.",
                owner_id=owner, due_on=add_working_days(begun, 5),
            ),
            PlannedAction(
                kind="corrective",
                text="Dodać do karty urlopowej przekazanie spraw w toku w EZD.",
                owner_id=owner, due_on=add_working_days(begun, 15),
            ),
        )  # fmt: skip
        self.done(first, head, 285, "Wzór karty zmieniony, pismo wysłane tego samego dnia.")
        self.verified(first, 280, 90)
        findings.close(
            self.session, self.who("m.dabrowicz"), self.at(185), first,
            today=self.at(185).now().date(),
            effectiveness_text="W 12 skargach z ostatnich trzech miesięcy nie było zwłoki.",
        )  # fmt: skip
        second = self.raised(
            "j.lisowska", 9, "KO", finding_class=FindingClass.MINOR,
            source=FindingSource.COMPLAINT, source_reference="KO.1510.11",
            statement="Odpowiedź na skargę lokatora wysłano po terminie i bez zawiadomienia "
            "o zwłoce.",
            evidence_text="Skarga KO.1510.11, odpowiedź po 39 dniach.", **cited,
        )  # fmt: skip
        findings.link_repeat(
            self.session, self.who("j.lisowska"), self.at(8), second, first,
            why="ten sam dokument, ta sama komórka, podobne słowa",
        )  # fmt: skip

    def waits_for_its_effect(self) -> None:
        """Done and verified; whether it helped is judged now."""
        finding = self.raised(
            "j.lisowska", 170, "KT", finding_class=FindingClass.MINOR,
            source=FindingSource.INSPECTION, source_reference="Protokół kontroli SKO nr 8",
            statement="W trzech decyzjach brak pouczenia o możliwości zrzeczenia się odwołania.",
            requirement="Decyzja zawiera pouczenie o prawie do zrzeczenia się odwołania "
            "(KPA, art. 107 § 1).",
            evidence_text="Decyzje z lutego, poz. 14, 15 i 21 rejestru.",
            clause="ISO 9001:2015, 8.5.1",
        )  # fmt: skip
        head = "k.pajak"
        findings.accept(self.session, self.who(head), self.at(168), finding, "Przyjmuję.")
        self.whys(
            finding, head, self.at(165),
            "Użyto szablonu sprzed zmiany ustawy.",
            "Szablony leżą na dyskach pracowników.",
            "Nikt nie odpowiada za wymianę szablonów po zmianie przepisów.",
        )  # fmt: skip
        begun = self.at(160).now().date()
        self.agreed(
            finding, head, 160,
            PlannedAction(
                kind="corrective", text="Jeden zbiór szablonów z opiekunem; stare usunięte.",
                owner_id=self.units["KT"].head_id or 0, due_on=add_working_days(begun, 20),
            ),
        )  # fmt: skip
        self.done(finding, head, 130, "Zbiór działa, szablony z dysków usunięte.")
        self.verified(finding, 120, 90)

    def under_way_with_fishbone(self) -> None:
        """A fishbone, actions under way, and more time asked for one of them."""
        finding = self.raised(
            "a.zarebska", 40, "PB", finding_class=FindingClass.MAJOR,
            source=FindingSource.MANAGEMENT_CONTROL, source_reference="zadanie 6 z planu na rok",
            statement="W co piątej sprawie o warunki zabudowy przekroczono termin, w tym w dwóch "
            "o ponad 60 dni.",
            requirement="Sprawa wymagająca postępowania wyjaśniającego trwa do miesiąca, "
            "szczególnie skomplikowana do dwóch (KPA, art. 35 § 3).",
            evidence_text="Rejestr spraw I–III kwartał: 31 z 154.", clause="ISO 9001:2015, 8.5.1",
        )  # fmt: skip
        head, clock = "a.wilczek", self.at(33)
        findings.accept(
            self.session, self.who(head), self.at(38), finding,
            "Potwierdzam; część zwłok wynika z uzgodnień.",
        )  # fmt: skip
        findings.choose_method(self.session, self.who(head), clock, finding, "fishbone")
        bones = (
            ("people", "Jeden urbanista na trzy etaty", True),
            ("people", "Brak zastępstwa przy analizach", False),
            ("method", "Wezwania do braków wysyłane dopiero po tygodniach", True),
            ("tools", "Terminy prowadzone w arkuszu, nie w EZD", False),
            ("input", "Niekompletne wnioski: co drugi bez mapy", False),
            ("control", "Nikt nie przegląda spraw co tydzień", True),
            ("surroundings", "Uzgodnienia innych organów trwają ponad miesiąc", False),
        )
        made = [
            self.cause(finding, head, clock, text, category=bone, is_root=is_root)
            for bone, text, is_root in bones
        ]
        self.cause(
            finding, head, clock, "Poradnik nie mówi, jaka mapa jest potrzebna",
            parent_id=made[4].id,
        )  # fmt: skip
        findings.check_place(
            self.session, self.who(head), clock, finding, result="to_check",
            unit_id=self.units["GK"].id,
        )  # fmt: skip
        owner = self.units["PB"].head_id or 0
        self.agreed(
            finding, head, 30,
            PlannedAction(
                kind="correction", text="Zawiadomić strony 31 spraw o nowym terminie.",
                owner_id=owner, due_on=next_working_day(self.today - timedelta(days=4)),
            ),
            PlannedAction(
                kind="corrective", text="Cotygodniowy przegląd terminów z EZD u naczelnika.",
                owner_id=owner, due_on=next_working_day(self.today + timedelta(days=5)),
            ),
        )  # fmt: skip
        findings.ask_extension(
            self.session, self.who(head), self.at(1), finding, finding.present_actions[1],
            new_due_on=self.today + timedelta(days=33),
            reason="Raport terminów w EZD dostarczy dostawca w przyszłym miesiącu.",
            today=self.today,
        )  # fmt: skip

    def disputed(self) -> None:
        """The unit says that it is not so; a decision waits."""
        finding = self.raised(
            "p.szymczak", 12, "PO", finding_class=FindingClass.OBSERVATION,
            source=FindingSource.MANAGEMENT_CONTROL,
            statement="Rejestr wydanych zaświadczeń nie ma numeracji ciągłej.",
            requirement="Rejestr prowadzi się w sposób ciągły.",
            evidence_text="Rejestr zaświadczeń, pozycje 112–131.",
        )  # fmt: skip
        findings.dispute(
            self.session, self.who("d.jazwiec"), self.at(6), finding,
            "Numeracja jest ciągła w obu seriach: osobno zaświadczenia o niezaleganiu, osobno "
            "pozostałe. Tak stanowi instrukcja kancelaryjna.",
        )  # fmt: skip

    def withdrawn(self) -> None:
        """Raised in error."""
        finding = self.raised(
            "k.oledzka", 75, "USC", finding_class=FindingClass.OBSERVATION,
            source=FindingSource.OWN_REPORT,
            statement="Brak tablicy z godzinami pracy przy wejściu.",
        )  # fmt: skip
        findings.withdraw(
            self.session, self.who("j.lisowska"), self.at(74), finding,
            "Tablica wisi przy drugim wejściu, które od marca jest jedynym czynnym.",
        )  # fmt: skip

    def to_verify(self) -> None:
        """Reported done; somebody else has to see it."""
        finding = self.raised(
            "b.swiatkowska", 60, "OR", finding_class=FindingClass.MINOR,
            source=FindingSource.OWN_REPORT,
            statement="Klucze do archiwum zakładowego wydano bez wpisu do książki.",
            requirement="Wydanie kluczy wpisuje się do książki przy odbiorze.",
            evidence_text="Książka kluczy, brak trzech wpisów w sierpniu.",
            clause="ISO 9001:2015, 7.5.3",
        )  # fmt: skip
        head = "b.swiatkowska"
        findings.accept(self.session, self.who(head), self.at(59), finding, "")
        self.whys(
            finding, head, self.at(58),
            "W zastępstwie klucze wydawał portier.",
            "Portier nie zna zasady, bo książka leży w sekretariacie.",
        )  # fmt: skip
        begun = self.at(55).now().date()
        self.agreed(
            finding, head, 55,
            PlannedAction(
                kind="corrective", text="Książka kluczy na portierni, instrukcja przy niej.",
                owner_id=self.units["OR"].head_id or 0, due_on=add_working_days(begun, 30),
            ),
        )  # fmt: skip
        self.done(finding, head, 3, "Książka i instrukcja są na portierni od poniedziałku.")

    def office_class(self) -> None:
        """The office has a class of its own, and one finding of it that waits for an answer."""
        findings.save_class(
            self.session, self.who("j.lisowska"), self.at(200),
            findings.ClassFields(
                code="uwaga", base="observation", name_pl="Uwaga z wizyty",
                name_en="Remark of a visit", needs_action=False, due_days=14, tone="progress",
                shape="ring",
            ),
        )  # fmt: skip
        self.raised(
            "j.lisowska", 5, "BOO", finding_class=FindingClass.OBSERVATION, class_code="uwaga",
            source=FindingSource.OWN_REPORT,
            statement="Biletomat pokazuje kolejki tylko po polsku.",
            requirement="Obsługa w języku angielskim jest obiecana w karcie usług.",
        )  # fmt: skip
