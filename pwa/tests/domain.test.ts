/** What stands, what is shown, and how long to wait. The numbers are the steps of docs/sync-protocol.md. */
import { describe, expect, test } from "vitest";
import { relevantKeys, type Checklist } from "../src/domain/checklist";
import { basedOn, standing, type AnswerRecord } from "../src/domain/heads";
import { newEntry, toResend, withReceipt, type Mutation, type Receipt } from "../src/domain/mutations";
import { isProven, isVerified, type KeptReceipt } from "../src/domain/receipt";
import type { EvidenceData, Upload } from "../src/domain/records";
import { adapt, backoff, clockOffset, retryAfter } from "../src/domain/timing";
import { place, viewOf, type AuditRecords } from "../src/domain/view";
import { ANNA, AUDIT, NOON, PIOTR, auditChange } from "./harness";

function record(
  uuid: string,
  value: unknown,
  based_on: string[] = [],
  author = ANNA,
  note = "",
): AnswerRecord {
  return {
    uuid,
    data: {
      kind: "record",
      question: "q1",
      sample: 0,
      value: value as never,
      note,
      based_on,
      keep: [],
      author,
      device: "d",
      device_time: NOON.toISOString(),
      server_time: null,
    },
  };
}

function decision(uuid: string, keep: string[], based_on: string[]): AnswerRecord {
  return { uuid, data: { ...record(uuid, null, based_on).data, kind: "resolve", keep } };
}

describe("which answers stand (5)", () => {
  test("the one nobody built upon, whatever the order of arrival (3.3)", () => {
    const [first, second] = [record("a", "conforming"), record("b", "nonconforming", ["a"])];
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      expect(standing(order)).toMatchObject({ kind: "answered", shown: [{ uuid: "b" }] });
    }
  });

  test("two that say the same concur (5.2)", () => {
    expect(standing([record("a", "conforming"), record("b", "conforming", [], PIOTR)]).kind).toBe("answered");
  });

  test("an equal value with another note is a conflict (5.3)", () => {
    expect(standing([record("a", "conforming"), record("b", "conforming", [], PIOTR, "uwaga")]).kind).toBe(
      "conflict",
    );
  });

  test("the lead's decision shows what it kept (5.3)", () => {
    const both = [record("a", "conforming"), record("b", "nonconforming", [], PIOTR)];
    expect(standing([...both, decision("c", ["b"], ["a", "b"])])).toMatchObject({
      kind: "answered",
      shown: [{ uuid: "b" }],
    });
    expect(standing([...both, decision("c", ["a", "b"], ["a", "b"])])).toMatchObject({
      kind: "side_by_side",
      heads: [{ uuid: "c" }],
    });
  });

  test("an answer that did not see the decision conflicts with it", () => {
    const all = [
      record("a", "conforming"),
      record("b", "nonconforming", [], PIOTR),
      decision("c", ["b"], ["a", "b"]),
      record("d", "observation", ["a"]),
    ];
    expect(standing(all).kind).toBe("conflict");
  });

  test("taking an answer back leaves the question unanswered", () => {
    expect(standing([record("a", "conforming"), record("b", null, ["a"])]).kind).toBe("unanswered");
  });

  test("a new answer builds on what was seen, but does not decide a conflict", () => {
    expect(basedOn(standing([record("a", "x"), record("b", "x", [], PIOTR)]), ANNA)).toEqual(["a", "b"]);
    expect(basedOn(standing([record("a", "x"), record("b", "y", [], PIOTR)]), ANNA)).toEqual(["a"]);
    expect(basedOn(standing([record("a", "x", [], PIOTR), record("b", "y", [], PIOTR)]), ANNA)).toEqual([]);
  });
});

const CHECKLIST: Checklist = {
  content_hash: "h",
  title_pl: "Lista",
  sections: [
    {
      key: "s",
      title_pl: "S",
      questions: [
        { key: "q1", text_pl: "1", type: "conformity", evidence: "required_on_nonconformity" },
        {
          key: "q2",
          text_pl: "2",
          type: "text",
          relevant: { question: "q1", op: "eq", value: "nonconforming" },
        },
        { key: "q3", text_pl: "3", type: "text", relevant: { question: "q2", op: "answered" } },
      ],
    },
  ],
};

test("a question that is not asked counts as unanswered for those that depend on it", () => {
  const answers = new Map<string, unknown>([
    ["q1", "conforming"],
    ["q2", "dawna odpowiedź"],
  ]);
  expect([...relevantKeys(CHECKLIST, answers)]).toEqual(["q1"]);
  answers.set("q1", "nonconforming");
  expect([...relevantKeys(CHECKLIST, answers)]).toEqual(["q1", "q2", "q3"]);
});

test("a cycle of rules asks nothing instead of hanging", () => {
  const cycle = {
    ...CHECKLIST,
    sections: [
      {
        key: "s",
        title_pl: "",
        questions: [
          {
            key: "a",
            text_pl: "",
            type: "text" as const,
            relevant: { question: "b", op: "answered" as const },
          },
          {
            key: "b",
            text_pl: "",
            type: "text" as const,
            relevant: { question: "a", op: "answered" as const },
          },
        ],
      },
    ],
  };
  expect(
    relevantKeys(
      cycle,
      new Map([
        ["a", "x"],
        ["b", "x"],
      ]),
    ).size,
  ).toBe(0);
});

function line(seq: number, args: object, name = "answer.record"): Mutation {
  return {
    id: `m${seq}`,
    seq,
    name,
    at: NOON.toISOString(),
    args: { audit: AUDIT, question: "q1", sample: 0, ...args },
  } as never;
}

function receipt(seq: number, status: Receipt["status"]): Receipt {
  return {
    id: `m${seq}`,
    seq,
    status,
    replayed: false,
    reason: status === "rejected" ? { code: "x", message: "", way_out: null } : null,
    result: {},
  };
}

function records(changes: Partial<AuditRecords>): AuditRecords {
  const change = auditChange();
  if (change.type !== "audit" || change.deleted === true) throw new Error("not an audit");
  return {
    person: ANNA,
    device: "d",
    audit: { ...change, pulled_in: 1 },
    checklist: CHECKLIST,
    answers: [],
    evidence: [],
    findings: [],
    signatures: [],
    log: [],
    uploads: new Map(),
    receipt: undefined,
    ...changes,
  };
}

const WRONG = line(1, { value: "nonconforming", note: "", based_on: [] });

describe("what the auditor sees", () => {
  test("an answer before, with and after its receipt", () => {
    const entry = newEntry(WRONG);
    const state = (log: AuditRecords["log"], kept?: KeptReceipt) =>
      viewOf(records({ log, receipt: kept })).questions.get(place("q1"))?.state;
    const sent = withReceipt(entry, receipt(1, "applied"));
    expect(state([entry])).toBe("local");
    expect(state([sent])).toBe("sent");
    expect(state([sent], kept("same"))).toBe("verified");
    expect(state([sent], kept("other"))).toBe("sent");
    expect(state([toResend(sent)], kept("same"))).toBe("local");
  });

  test("a rejected answer does not stand, and is shown with the question until its person decides", () => {
    const entry = withReceipt(newEntry(WRONG), receipt(1, "rejected"));
    const question = viewOf(records({ log: [entry] })).questions.get(place("q1"));
    expect(question?.stands.kind).toBe("unanswered");
    expect(question?.rejected).toHaveLength(1);
    expect(
      viewOf(records({ log: [{ ...entry, settled: "given_up" }] })).questions.get(place("q1"))?.rejected,
    ).toHaveLength(0);
  });

  test("evidence is missing for a bad answer until there is some", () => {
    const entry = newEntry(WRONG);
    const attach = newEntry(
      line(
        2,
        {
          evidence: "e",
          finding: null,
          sha256: "aa",
          size: 10,
          media_type: "image/jpeg",
          caption: "",
          taken_at: NOON.toISOString(),
        },
        "evidence.attach",
      ),
    );
    expect(viewOf(records({ log: [entry] })).progress.evidence_missing).toBe(1);
    expect(viewOf(records({ log: [entry, attach] })).progress.evidence_missing).toBe(0);
  });

  test("a photograph is verified only when its bytes are", () => {
    const data: EvidenceData = {
      question: "q1",
      sample: 0,
      finding: null,
      sha256: "aa",
      size: 10,
      media_type: "image/jpeg",
      caption: "",
      taken_at: "",
      author: ANNA,
      state: "absent",
    };
    const stored = { uuid: "e", audit: AUDIT, version: 1, data, pulled_in: 1 };
    const upload = (state: Upload["state"]): AuditRecords =>
      records({
        evidence: [stored],
        uploads: new Map([
          ["aa", { sha256: "aa", audit: AUDIT, size: 10, media_type: "", state, received: 0, reason: null }],
        ]),
      });
    expect(viewOf(upload("partial")).evidence[0]?.state).toBe("incomplete");
    expect(viewOf(upload("refused")).evidence[0]?.state).toBe("refused");
    expect(viewOf(upload("verified")).evidence[0]?.state).toBe("verified");
  });

  test("a finding shows its unsent change over the server's text", () => {
    const texts = {
      class: "minor" as const,
      clause: "7.5",
      requirement: "",
      statement: "stare",
      evidence_text: "",
    };
    const finding = {
      uuid: "f",
      audit: AUDIT,
      version: 2,
      pulled_in: 1,
      data: { ...texts, number: "N/1", state: "open", question: null, author: ANNA, raised_at: "" },
    };
    const amend = newEntry(line(3, { finding: "f", statement: "nowe", base_version: 2 }, "finding.amend"));
    expect(viewOf(records({ findings: [finding], log: [amend] })).findings[0]).toMatchObject({
      state: "local",
      data: { statement: "nowe", clause: "7.5" },
    });
  });

  test("five hundred questions with a thousand answers are laid out within a frame or two", () => {
    const questions = Array.from({ length: 500 }, (_, at) => ({
      key: `k${at}`,
      text_pl: "",
      type: "conformity" as const,
    }));
    const log = Array.from({ length: 1000 }, (_, at) =>
      newEntry({
        ...line(at + 1, { value: "conforming", note: "", based_on: [], question: `k${at % 500}` }),
      }),
    );
    const started = performance.now();
    viewOf(records({ checklist: { ...CHECKLIST, sections: [{ key: "s", title_pl: "", questions }] }, log }));
    expect(performance.now() - started).toBeLessThan(100);
  });
});

function kept(hash: "same" | "other"): KeptReceipt {
  return {
    audit: AUDIT,
    own_hash: "same",
    server_time: "",
    receipt: {
      audit: AUDIT,
      device: "d",
      answers: 1,
      findings: 0,
      evidence: { attached: 0, verified: 0, missing: [] },
      signatures: 0,
      rejected: 0,
      quarantined: 0,
      last_seq: 1,
      answers_hash: hash,
      complete: true,
    },
  };
}

test("a receipt proves only what it covers (8.2)", () => {
  const later = withReceipt(newEntry({ ...WRONG, id: "m2", seq: 2 }), receipt(2, "applied"));
  expect(isVerified(later, kept("same"))).toBe(false);
  expect(isProven(kept("other"))).toBe(false);
  const missing = kept("same");
  expect(
    isProven({
      ...missing,
      receipt: { ...missing.receipt, evidence: { attached: 1, verified: 0, missing: ["aa"] } },
    }),
  ).toBe(false);
});

describe("patience", () => {
  test("the clock's difference is taken in the middle of asking and hearing (1.4)", () => {
    expect(clockOffset(1_000, 3_000, new Date(2_000).toISOString())).toBe(0);
    expect(clockOffset(0, 0, "yesterday")).toBeNull();
  });

  test("waits double with chance, within bounds, and never undercut Retry-After", () => {
    expect([1, 2, 3].map((failures) => backoff(failures, 0))).toEqual([500, 1_000, 2_000]);
    expect(backoff(99, 1)).toBe(300_000);
    expect(backoff(1, 0, 60)).toBe(60_000);
  });

  test.each([
    ["5", 5],
    ["Thu, 01 Jan 1970 00:01:00 GMT", 60],
    ["soon", null],
    [null, null],
    ["-3", 0],
    ["1e9", 3600],
  ])("Retry-After %s is %s seconds", (header, seconds) => {
    expect(retryAfter(header, 0)).toBe(seconds);
  });

  test("pieces grow on a fast network and shrink on a bad one", () => {
    expect(adapt(100, 500, 16, 1_000)).toBe(200);
    expect(adapt(800, 500, 16, 1_000)).toBe(1_000);
    expect(adapt(100, 30_000, 16, 1_000)).toBe(50);
    expect(adapt(20, null, 16, 1_000)).toBe(16);
  });
});
