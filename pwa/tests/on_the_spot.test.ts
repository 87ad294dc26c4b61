/** What is added while the auditor is there, where one goes next, and what codes and pictures mean. */
import { describe, expect, test } from "vitest";
import type { Checklist } from "../src/domain/checklist";
import { citedBy } from "../src/domain/checklist";
import { closing } from "../src/domain/closing";
import { meaning, printedUuid } from "../src/domain/codes";
import { matches, nextStop, stops } from "../src/domain/moving";
import { newEntry, withReceipt, type LogEntry, type Mutation, type Receipt } from "../src/domain/mutations";
import { boxOf, coarsen } from "../src/domain/pixels";
import type { AuditData } from "../src/domain/records";
import { place, viewOf, type AuditRecords } from "../src/domain/view";
import { ANNA, AUDIT, NOON, auditChange } from "./harness";

const CHECKLIST: Checklist = {
  content_hash: "h",
  title_pl: "Lista",
  sections: [
    {
      key: "s",
      title_pl: "Sekcja",
      questions: [
        { key: "q1", text_pl: "Żółta teczka", type: "conformity", evidence: "required_on_nonconformity" },
        { key: "q2", text_pl: "Druga", type: "yes_no", required: true },
      ],
    },
  ],
  documents: [
    {
      code: "P-07",
      title: "Nadzór",
      issue: "4",
      whole: true,
      prints: [
        { uuid: "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e44", issue: "4" },
        { uuid: "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e43", issue: "3" },
      ],
      paragraphs: [
        { key: "a", number: "1", text: "Pierwszy." },
        { key: "b", number: "2", text: "Drugi." },
      ],
    },
  ],
  cited: { q1: { code: "P-07", paragraphs: ["b"] }, q2: { code: "P-07", paragraphs: [] } },
};

function records(log: readonly LogEntry[], data: Partial<AuditData> = {}): AuditRecords {
  const change = auditChange();
  if (change.deleted === true) throw new Error("the harness has an audit");
  return {
    person: ANNA,
    device: "d",
    audit: { ...change, data: { ...(change.data as AuditData), ...data }, pulled_in: 1 },
    checklist: CHECKLIST,
    answers: [],
    evidence: [],
    findings: [],
    signatures: [],
    log,
    uploads: new Map(),
    receipt: undefined,
  };
}

let seq = 0;
function entry(name: Mutation["name"], args: object, id = `id-${seq + 1}`): LogEntry {
  seq += 1;
  return newEntry({ id, seq, name, at: NOON.toISOString(), args: { audit: AUDIT, ...args } } as Mutation);
}
const answer = (question: string, value: unknown, sample = 0) =>
  entry("answer.record", { question, sample, value, note: "", based_on: [] });

function receipt(of: LogEntry, status: Receipt["status"]): LogEntry {
  return withReceipt(of, { id: of.id, seq: of.seq, status, replayed: false, reason: null, result: {} });
}

describe("own questions (3.6)", () => {
  const asked = entry("question.add", { section: "s", text: "Klucz?", clause: "", type: "yes_no" }, "abc");

  test("one that was just asked stands at the end of its section and is answered by its key", () => {
    const view = viewOf(records([asked, answer("own-abc", "yes")]));
    expect(view.checklist?.sections[0]?.questions.map((item) => item.key)).toEqual(["q1", "q2", "own-abc"]);
    expect(view.questions.get(place("own-abc"))?.question.own).toBe(ANNA.name);
    expect(view.progress).toMatchObject({ asked: 3, answered: 1 });
  });

  test("a question with several samples counts once, and when every one of them is answered", () => {
    const first = [asked, answer("own-abc", "yes"), answer("own-abc", "yes", 2)];
    expect(viewOf(records(first)).progress).toMatchObject({ asked: 3, answered: 0 });
    const all = [...first, answer("own-abc", "no", 1)];
    expect(viewOf(records(all)).progress).toMatchObject({ asked: 3, answered: 1 });
  });

  test("known to the server and to the log it is there once; a refused one is not there", () => {
    const own = {
      key: "own-abc",
      section: null,
      text: "Klucz?",
      clause: "",
      type: "yes_no",
      author: ANNA,
    } as const;
    const view = viewOf(records([receipt(asked, "applied")], { own_questions: [own] }));
    expect(view.checklist?.sections.at(-1)?.key).toBe("own");
    expect([...view.questions.keys()].filter((key) => key.startsWith("own-"))).toHaveLength(1);
    expect(viewOf(records([receipt(asked, "rejected")])).questions.size).toBe(2);
  });

  test("the same own questions give the same objects, so that nothing is drawn anew", () => {
    expect(viewOf(records([asked])).checklist).toBe(
      viewOf(records([asked, answer("q1", "conforming")])).checklist,
    );
  });
});

test("a sample has its own answer and evidence; its name is the last that was given (3.7)", () => {
  const named = entry("sample.label", { question: "q1", sample: 1, label: "Teczka 13" });
  const pulled = { samples: [{ question: "q1", sample: 1, label: "stara" }] };
  const view = viewOf(records([answer("q1", "conforming"), answer("q1", "nonconforming", 1), named], pulled));
  expect(view.questions.get(place("q1", 1))).toMatchObject({
    label: "Teczka 13",
    samples: 2,
    evidence_missing: true,
  });
  expect(view.questions.get(place("q1"))).toMatchObject({ label: "", evidence_missing: false });
  // Once it has arrived the server's word counts: somebody else may have named it since.
  const later = viewOf(
    records([receipt(named, "applied")], { samples: [{ question: "q1", sample: 1, label: "cudza" }] }),
  );
  expect(later.questions.get(place("q1", 1))?.label).toBe("cudza");
});

test("the picture of a signature is evidence of nothing else (3.8)", () => {
  const picture = "ab".repeat(32);
  const attached = entry("evidence.attach", {
    evidence: "e",
    question: null,
    sample: 0,
    finding: null,
    sha256: picture,
    size: 9,
    media_type: "image/png",
    caption: "",
    taken_at: NOON.toISOString(),
  });
  const signed = entry("sheet.sign", {
    signer: "auditee",
    signed_name: "Z",
    agrees: true,
    remark: "",
    content_hash: "0",
    picture,
  });
  expect(viewOf(records([attached])).evidence).toHaveLength(1);
  expect(viewOf(records([attached, signed])).evidence).toHaveLength(0);
});

describe("where to go next", () => {
  const order = ["q1", "q2"];
  const view = viewOf(records([answer("q1", "nonconforming")]));

  test.each([
    ["unanswered", ["q2"]],
    ["required", ["q2"]],
    ["evidence", ["q1"]],
    ["finding", ["q1"]],
    ["conflict", []],
  ] as const)("%s", (jump, expected) => expect(stops(view, order, jump)).toEqual(expected));

  test("the next one behind, from the top again after the last", () => {
    const all = ["a", "b", "c", "d"];
    expect(nextStop(all, ["b", "d"], "b")).toBe("d");
    expect(nextStop(all, ["b", "d"], "d")).toBe("b");
    expect(nextStop(all, ["b", "d"], null)).toBe("b");
    expect(nextStop(all, [], "a")).toBeNull();
  });

  test("a search finds words in any order, without Polish letters", () => {
    const question = CHECKLIST.sections[0]?.questions[0];
    if (question === undefined) throw new Error("no question");
    expect(matches(question, "teczka zolta")).toBe(true);
    expect(matches(question, "teczka czerwona")).toBe(false);
  });
});

test("a question shows the paragraph it means, or the whole when it means no place (7.6)", () => {
  expect(citedBy(CHECKLIST, "q1")?.paragraphs.map((item) => item.number)).toEqual(["2"]);
  expect(citedBy(CHECKLIST, "q2")?.paragraphs).toHaveLength(2);
  expect(citedBy(CHECKLIST, "own-abc")).toBeNull();
});

describe("what a code means", () => {
  const data = records([]).audit.data;
  const token = "C49qUmouSxyaRF1vLxx-Qw";

  test("a printed copy tells which issue lies on the desk", () => {
    expect(printedUuid(token)).toBe("0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e43");
    expect(meaning(`https://urzad.example/qms/prints/${token}`, data, CHECKLIST)).toMatchObject({
      kind: "document",
      issue: "3",
      current: false,
    });
  });

  test("a document, a unit, a print from elsewhere, nothing", () => {
    expect(meaning(" p-07 ", data, CHECKLIST)).toMatchObject({ kind: "document", issue: null });
    expect(meaning(data.units[0]?.code.toLowerCase() ?? "", data, CHECKLIST)).toMatchObject({ kind: "unit" });
    expect(meaning("AAAAAAAAAAAAAAAAAAAAAA", data, CHECKLIST)).toMatchObject({ kind: "elsewhere" });
    expect(meaning("5901234123457", data, CHECKLIST)).toBeNull();
    expect(meaning("100%", data, null)).toBeNull();
  });
});

test("the closing meeting is told what stands, the heaviest findings first", () => {
  const raise = (id: string, name: string) =>
    entry("finding.raise", {
      finding: id,
      question: null,
      class: name,
      clause: "",
      requirement: "",
      statement: id,
      evidence_text: "",
    });
  const told = closing(
    viewOf(
      records([
        answer("q1", "nonconforming"),
        answer("q2", "yes"),
        raise("b", "observation"),
        raise("a", "major"),
      ]),
    ),
  );
  expect(told).toMatchObject({ asked: 2, answered: 2, conforming: 1, nonconforming: 1, observation: 0 });
  expect(told.findings.map((group) => group.class)).toEqual(["major", "observation"]);
});

test("findings of the office's own classes are told apart by its names, and renamed ones by theirs", () => {
  const kept = (id: string, class_name?: string) => ({
    uuid: id,
    audit: AUDIT,
    version: 1,
    pulled_in: 1,
    data: {
      ...{ number: id, state: "open", question: null, class: "minor" as const, clause: "", requirement: "" },
      ...{ statement: id, evidence_text: "", author: ANNA, raised_at: "2026-11-23T08:00:00Z" },
      ...(class_name !== undefined && { class_name }),
    },
  });
  const amended = entry("finding.amend", { finding: "c", class: "major", base_version: 1 });
  const view = viewOf({
    ...records([amended]),
    findings: [kept("a"), kept("b", "Uchybienie formalne"), kept("c", "Uchybienie formalne")],
  });
  expect(closing(view).findings.map((group) => [group.class, group.class_name, group.list.length])).toEqual([
    // Changed on this phone to another class: the name of the former one does not go along.
    ["major", undefined, 1],
    ["minor", undefined, 1],
    ["minor", "Uchybienie formalne", 1],
  ]);
});

describe("blurring", () => {
  test("what was written cannot be told from what is left", () => {
    const [width, height] = [96, 48];
    const written = () => {
      const data = new Uint8ClampedArray(width * height * 4).fill(255);
      return { width, height, data };
    };
    const [one, other] = [written(), written()];
    // Two different letters of the same ink in the same place.
    for (let at = 0; at < 40; at++) {
      one.data.set([0, 0, 0], ((4 + (at % 20)) * width + 10 + Math.floor(at / 20) * 3) * 4);
      other.data.set([0, 0, 0], ((4 + Math.floor(at / 10) * 4) * width + 10 + (at % 10)) * 4);
    }
    expect(one.data).not.toEqual(other.data);
    coarsen(one);
    coarsen(other);
    expect(one.data).toEqual(other.data);
    expect(new Set(one.data).size).toBeLessThanOrEqual(3);
  });

  test("a box is made of two corners in any order, and stays inside the picture", () => {
    expect(boxOf([50, 60], [-5, 20], { width: 40, height: 90 })).toEqual({
      x: 0,
      y: 20,
      width: 40,
      height: 40,
    });
    expect(boxOf([50, 60], [51, 60], { width: 40, height: 90 })).toBeNull();
  });
});
