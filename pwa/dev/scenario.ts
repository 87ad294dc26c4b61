/** Made-up audits of a made-up office: one of every question type, and one of five hundred questions. */
import type { Question, Section } from "../src/domain/checklist";
import type { AuditData, Change, Person } from "../src/domain/records";

export const ANNA: Person & { locale: string } = {
  uuid: "5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b01",
  name: "Anna Kowalska",
  locale: "pl",
};
export const PIOTR: Person & { locale: string } = {
  uuid: "5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b02",
  name: "Piotr Zieliński",
  locale: "pl",
};

const DOCUMENTS: Question[] = [
  {
    key: "d1",
    text_pl: "Czy na stanowiskach są tylko obowiązujące wydania procedur?",
    text_en: "Are only issues of procedures in force at the workplaces?",
    guidance_pl: "Obejrzyj co najmniej trzy stanowiska. Porównaj numer wydania z rejestrem.",
    guidance_en: "Look at three workplaces at least. Compare the issue with the register.",
    clause: "7.5.3",
    type: "conformity",
    evidence: "required_on_nonconformity",
    required: true,
  },
  {
    key: "d2",
    text_pl: "Czy karta zmian procedury P-07 jest podpisana przez zatwierdzającego?",
    text_en: "Is the change log of procedure P-07 signed by the approver?",
    clause: "7.5.2",
    type: "conformity",
    evidence: "optional",
    required: true,
  },
  {
    key: "d3",
    text_pl: "Czy wydział prowadzi rozdzielnik egzemplarzy nadzorowanych?",
    text_en: "Does the department keep a distribution list of controlled copies?",
    clause: "7.5.3.2",
    type: "yes_no",
    required: true,
  },
  {
    key: "d4",
    text_pl: "Ile egzemplarzy nadzorowanych jest w obiegu?",
    text_en: "How many controlled copies are in use?",
    clause: "7.5.3.2",
    type: "number",
    integer: true,
    min: 0,
    max: 200,
    unit: "egz.",
    relevant: { question: "d3", op: "eq", value: "yes" },
  },
  {
    key: "d5",
    text_pl: "W jakiej postaci przechowywane są zapisy?",
    text_en: "In what form are records kept?",
    clause: "7.5.3",
    type: "one_of",
    choices: [
      { value: "paper", label_pl: "Papierowa", label_en: "Paper" },
      { value: "electronic", label_pl: "Elektroniczna", label_en: "Electronic" },
      { value: "both", label_pl: "Obie", label_en: "Both" },
    ],
  },
];
const ARCHIVE: Question[] = [
  {
    key: "a1",
    text_pl: "Temperatura w archiwum zakładowym",
    text_en: "Temperature in the archive",
    guidance_pl: "Odczytaj z rejestratora; zapisz też datę wzorcowania w notatce.",
    clause: "7.1.4",
    type: "number",
    min: 14,
    max: 18,
    unit: "°C",
    required: true,
  },
  {
    key: "a2",
    text_pl: "Które zabezpieczenia widać w archiwum?",
    text_en: "Which safeguards are seen in the archive?",
    clause: "7.1.3",
    type: "many_of",
    choices: [
      { value: "alarm", label_pl: "Alarm", label_en: "Alarm" },
      { value: "smoke", label_pl: "Czujnik dymu", label_en: "Smoke detector" },
      { value: "lock", label_pl: "Zamek i rejestr kluczy", label_en: "Lock and key register" },
      { value: "shelves", label_pl: "Regały metalowe", label_en: "Metal shelves" },
    ],
  },
  {
    key: "a3",
    text_pl: "Data ostatniego przeglądu gaśnic",
    text_en: "Date of the last check of extinguishers",
    clause: "7.1.3",
    type: "date",
    min: "2020-01-01",
    max: "2030-12-31",
  },
  {
    key: "a4",
    text_pl: "Zdjęcie stanowiska udostępniania akt",
    text_en: "Photo of the reading desk",
    clause: "7.1.4",
    type: "photo",
    evidence: "required",
  },
  {
    key: "a5",
    text_pl: "Jak pracownik archiwum opisuje drogę teczki od wydziału do regału?",
    text_en: "How does the archive's clerk describe a file's way from department to shelf?",
    clause: "8.5.2",
    type: "text",
    required: true,
  },
  {
    key: "a6",
    text_pl: "Potwierdzenie udziału w spotkaniu otwierającym",
    text_en: "Confirmation of attendance at the opening meeting",
    type: "signature",
  },
];

function audit(
  uuid: string,
  data: Partial<AuditData> & Pick<AuditData, "number" | "title">,
  checklist: string,
): Change {
  return {
    type: "audit",
    uuid,
    audit: uuid,
    version: 1,
    data: {
      kind: "internal",
      state: "in_progress",
      planned_from: "2026-11-23",
      planned_to: "2026-11-24",
      place: "ul. Rynek 1, pok. 12",
      units: [{ code: "OR", name: "Wydział Organizacyjny" }],
      own_role: "lead",
      clauses: ["7.5"],
      team: [
        { ...ANNA, role: "lead" },
        { ...PIOTR, role: "auditor" },
      ],
      auditees: [{ name: "Zofia Wójcik", position: "Naczelnik" }],
      earlier_findings: [
        {
          uuid: "9f1b2c3d-4e5f-4a6b-8c7d-000000000090",
          number: "U-2025-11",
          class: "minor",
          state: "actions_agreed",
          clause: "7.5.3",
          statement: "Na stanowisku nr 4 leżały dwa wydania procedury P-07.",
          unit: "OR",
          document: "P-07",
          raised_at: "2025-10-14T09:10:00.000Z",
        },
        {
          uuid: "9f1b2c3d-4e5f-4a6b-8c7d-000000000091",
          number: "U-2024-03",
          class: "observation",
          state: "closed",
          clause: "7.1.4",
          statement: "Rejestrator temperatury w archiwum bez aktualnego wzorcowania.",
          unit: "OR",
          document: null,
          raised_at: "2024-03-11T08:00:00.000Z",
        },
      ],
      samples: [],
      own_questions: [],
      checklist: { uuid: checklist, content_hash: checklist, number: 3 },
      ...data,
    },
  };
}

function checklist(uuid: string, of: string, sections: Section[]): Change {
  return {
    type: "checklist",
    uuid,
    audit: of,
    version: 3,
    data: {
      content_hash: uuid,
      title_pl: "Nadzór nad dokumentami",
      title_en: "Control of documents",
      sections,
      documents: [
        {
          code: "P-07",
          title: "Nadzór nad dokumentami",
          issue: "4",
          whole: true,
          prints: [
            { uuid: "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e44", issue: "4" },
            { uuid: "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e43", issue: "3" },
          ],
          paragraphs: [
            { key: "p1", number: "1", text: "Procedura dotyczy dokumentów wewnętrznych i zewnętrznych." },
            {
              key: "p2",
              number: "4.2",
              text: "Na stanowisku pracy znajdują się wyłącznie obowiązujące wydania dokumentów; nieaktualne usuwa się w dniu wejścia w życie nowego wydania.",
            },
            { key: "p3", number: "4.3", text: "Kartę zmian podpisuje zatwierdzający." },
          ],
        },
      ],
      cited: {
        d1: { code: "P-07", paragraphs: ["p2"] },
        d2: { code: "P-07", paragraphs: ["p3"] },
      },
    },
  };
}

const ONE = "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e01";
const BIG = "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e02";
const OLD = "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e03";

export function scenario(): Change[] {
  const many: Section[] = Array.from({ length: 20 }, (_, section) => ({
    key: `s${section}`,
    title_pl: `${section + 4}. Rozdział normy ${section + 4}`,
    title_en: `${section + 4}. Chapter ${section + 4}`,
    questions: Array.from({ length: 25 }, (_, at) => ({
      ...(DOCUMENTS[at % 2] as Question),
      key: `q${section}-${at}`,
      clause: `${section + 4}.${at + 1}`,
    })),
  }));
  return [
    audit(
      ONE,
      { number: "AW/2026/07", title: "Nadzór nad udokumentowaną informacją i archiwum zakładowe" },
      "c1",
    ),
    checklist("c1", ONE, [
      {
        key: "docs",
        title_pl: "Nadzór nad dokumentami",
        title_en: "Control of documents",
        questions: DOCUMENTS,
      },
      { key: "archive", title_pl: "Archiwum zakładowe", title_en: "Archive", questions: ARCHIVE },
    ]),
    {
      type: "answer",
      uuid: "c4d2e8f0-1a3b-4c5d-8e7f-000000000050",
      audit: ONE,
      version: 1,
      data: {
        kind: "record",
        question: "d2",
        sample: 0,
        value: "nonconforming",
        note: "Brak podpisu przy zmianie z 4 maja.",
        based_on: [],
        keep: [],
        author: PIOTR,
        device: "other",
        device_time: "2026-11-22T08:10:00.000Z",
        server_time: "2026-11-22T08:10:04Z",
      },
    },
    {
      type: "answer",
      uuid: "c4d2e8f0-1a3b-4c5d-8e7f-000000000051",
      audit: ONE,
      version: 1,
      data: {
        kind: "record",
        question: "d2",
        sample: 0,
        value: "conforming",
        note: "",
        based_on: [],
        keep: [],
        author: ANNA,
        device: "former",
        device_time: "2026-11-22T08:12:00.000Z",
        server_time: "2026-11-22T08:12:04Z",
      },
    },
    audit(
      BIG,
      {
        number: "AW/2026/08",
        title: "Pełny przegląd systemu zarządzania jakością",
        state: "announced",
        own_role: "auditor",
        planned_from: "2026-12-07",
        planned_to: "2026-12-11",
        units: [
          { code: "SO", name: "Wydział Spraw Obywatelskich" },
          { code: "FK", name: "Wydział Finansowo-Księgowy" },
        ],
      },
      "c2",
    ),
    checklist("c2", BIG, many),
    audit(
      OLD,
      {
        number: "AW/2026/02",
        title: "Obsługa interesanta w Biurze Obsługi",
        state: "closed",
        planned_from: "2026-03-02",
        planned_to: "2026-03-02",
      },
      "c3",
    ),
  ];
}
