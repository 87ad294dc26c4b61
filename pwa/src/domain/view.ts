/**
 * What the auditor sees of one audit: the server's records with this phone's own log laid over.
 *
 * Nothing of this is stored. The log and the pulled records are the truth; this is their meaning.
 */
import { relevantKeys, type Checklist, type Question } from "./checklist";
import { isAnswered } from "./rules";
import { standing, type AnswerRecord, type Standing } from "./heads";
import { needsDecision, type LogEntry, type MutationOf, type FindingClass } from "./mutations";
import { isVerified, type KeptReceipt } from "./receipt";
import type { EvidenceData, FindingData, Person, SignatureData, Stored, Upload } from "./records";

/**
 * The state of a record, always in view.
 *
 * - `local`: only on this phone.
 * - `sent`: the server has it.
 * - `verified`: the server has it and the hashes match (step 8.2), or its bytes are verified (6.4).
 * - `conflict`: somebody else answered differently.
 * - `refused`: the server will never take it; its person decides.
 * - `quarantined`: kept on the server for review, not applied.
 * - `incomplete`: the server knows of the photograph but not all its bytes.
 */
export type RecordState =
  "local" | "sent" | "verified" | "conflict" | "refused" | "quarantined" | "incomplete";

export interface AuditRecords {
  readonly person: Person;
  readonly device: string;
  readonly audit: Stored<"audit">;
  readonly checklist: Checklist | null;
  readonly answers: readonly Stored<"answer">[];
  readonly evidence: readonly Stored<"evidence">[];
  readonly findings: readonly Stored<"finding">[];
  readonly signatures: readonly Stored<"signature">[];
  /** This audit's lines of the log, in order. */
  readonly log: readonly LogEntry[];
  readonly uploads: ReadonlyMap<string, Upload>;
  readonly receipt: KeptReceipt | undefined;
}

export interface EvidenceView {
  readonly uuid: string;
  readonly data: EvidenceData;
  readonly own: boolean;
  readonly state: RecordState;
  /** Bytes the server has of it. */
  readonly received: number;
  readonly reason: string | null;
}

export interface FindingView {
  readonly uuid: string;
  readonly data: FindingData;
  readonly version: number;
  readonly own: boolean;
  readonly state: RecordState;
}

export interface SignatureView {
  readonly uuid: string;
  readonly data: SignatureData;
  readonly state: RecordState;
}

export interface QuestionView {
  readonly question: Question;
  readonly sample: number;
  /** How many samples of this question there are, at least 1. */
  readonly samples: number;
  readonly stands: Standing;
  /** The state of what stands here, null when nothing does. */
  readonly state: RecordState | null;
  readonly evidence: readonly EvidenceView[];
  readonly evidence_missing: boolean;
  readonly findings: readonly FindingView[];
  readonly rejected: readonly LogEntry[];
}

export interface AuditView {
  readonly records: AuditRecords;
  readonly relevant: ReadonlySet<string>;
  readonly questions: ReadonlyMap<string, QuestionView>;
  readonly evidence: readonly EvidenceView[];
  readonly findings: readonly FindingView[];
  readonly signatures: readonly SignatureView[];
  readonly progress: Progress;
}

export interface Progress {
  readonly asked: number;
  readonly answered: number;
  readonly conflicts: number;
  readonly evidence_missing: number;
}

/** The key of a question's sample in the map of a view. */
export function place(question: string, sample = 0): string {
  return `${question}/${sample}`;
}

/** Lay the log over the server's records. */
export function viewOf(records: AuditRecords): AuditView {
  const evidence = evidenceOf(records);
  const findings = findingsOf(records);
  const by_place = answersByPlace(records);
  const newest = new Map<string, LogEntry>();
  const rejected = new Map<string, LogEntry[]>();
  for (const entry of records.log) {
    const at = placeOf(entry);
    if (at === null) continue;
    if (needsDecision(entry)) rejected.set(at, [...(rejected.get(at) ?? []), entry]);
    if (isAnswerEntry(entry) && entry.state !== "rejected") newest.set(at, entry);
  }
  const values = new Map<string, unknown>();
  const stands = new Map<string, Standing>();
  for (const [at, list] of by_place) {
    const result = standing(list);
    stands.set(at, result);
    if (at.endsWith("/0")) values.set(at.slice(0, -2), result.shown[0]?.data.value);
  }
  const checklist = records.checklist;
  const relevant = checklist === null ? new Set<string>() : relevantKeys(checklist, values);
  const samples = new Map<string, number>();
  for (const at of [
    ...by_place.keys(),
    ...evidence.map((item) => place(item.data.question ?? "", item.data.sample)),
  ]) {
    const cut = at.lastIndexOf("/");
    const key = at.slice(0, cut);
    samples.set(key, Math.max(samples.get(key) ?? 1, Number(at.slice(cut + 1)) + 1));
  }
  const questions = new Map<string, QuestionView>();
  let [asked, answered, conflicts, missing] = [0, 0, 0, 0];
  for (const question of (checklist?.sections ?? []).flatMap((section) => section.questions)) {
    const count = samples.get(question.key) ?? 1;
    for (let sample = 0; sample < count; sample++) {
      const at = place(question.key, sample);
      const stand = stands.get(at) ?? NOTHING;
      const own = newest.get(at);
      const beside = evidence.filter(
        (item) => item.data.question === question.key && item.data.sample === sample,
      );
      const view: QuestionView = {
        question,
        sample,
        samples: count,
        stands: stand,
        state: stateAt(stand, own, records),
        evidence: beside,
        evidence_missing: isEvidenceMissing(question, stand, beside),
        findings: findings.filter((finding) => finding.data.question === question.key),
        rejected: rejected.get(at) ?? [],
      };
      questions.set(at, view);
      if (!relevant.has(question.key)) continue;
      asked += 1;
      if (isDone(view)) answered += 1;
      if (stand.kind === "conflict") conflicts += 1;
      if (view.evidence_missing) missing += 1;
    }
  }
  return {
    records,
    relevant,
    questions,
    evidence,
    findings,
    signatures: signaturesOf(records),
    progress: { asked, answered, conflicts, evidence_missing: missing },
  };
}

/** Somebody else's answer came from the server, so it is there; one's own is as its receipt says. */
function stateAt(stands: Standing, own: LogEntry | undefined, records: AuditRecords): RecordState | null {
  if (stands.kind === "conflict") return "conflict";
  if (own !== undefined) return stateOf(own, records.receipt);
  return stands.shown.length > 0 ? "verified" : null;
}

const NOTHING: Standing = { kind: "unanswered", heads: [], shown: [] };

/** Whether a question has an answer (a note alone is none). */
export function isDone(view: QuestionView): boolean {
  return view.stands.shown.some((answer) => isAnswered(answer.data.value));
}

/** The state of a line of the log for the eye. */
export function stateOf(entry: LogEntry, receipt: KeptReceipt | undefined): RecordState {
  if (entry.state === "waiting") return "local";
  if (entry.state === "rejected") return "refused";
  if (entry.state === "quarantined") return "quarantined";
  // Whether it conflicts still is derived from what stands, not from the receipt of that moment.
  return isVerified(entry, receipt) ? "verified" : "sent";
}

function isAnswerEntry(
  entry: LogEntry,
): entry is LogEntry & { mutation: MutationOf<"answer.record"> | MutationOf<"answer.resolve"> } {
  return entry.mutation.name === "answer.record" || entry.mutation.name === "answer.resolve";
}

/** Where on the sheet a line belongs; null for the audit as a whole. */
export function placeOf(entry: LogEntry): string | null {
  const args = entry.mutation.args;
  if (!("question" in args) || args.question === null) return null;
  return place(args.question, "sample" in args ? args.sample : 0);
}

/** The answer a line of the log will be, before the server has told its own time (step 3.3). */
export function answerOfEntry(entry: LogEntry, person: Person, device: string): AnswerRecord | null {
  if (!isAnswerEntry(entry)) return null;
  const { mutation } = entry;
  const { args } = mutation;
  const common = {
    question: args.question,
    sample: args.sample,
    note: args.note,
    based_on: args.based_on,
    author: person,
    device,
    device_time: mutation.at,
    server_time: null,
  };
  return {
    uuid: entry.id,
    data:
      "keep" in args
        ? { ...common, kind: "resolve", value: null, keep: args.keep }
        : { ...common, kind: "record", value: args.value, keep: [] },
  };
}

function answersByPlace(records: AuditRecords): Map<string, AnswerRecord[]> {
  const by_uuid = new Map<string, AnswerRecord>();
  for (const entry of records.log) {
    if (entry.state === "rejected" || entry.state === "quarantined") continue;
    const answer = answerOfEntry(entry, records.person, records.device);
    if (answer !== null) by_uuid.set(answer.uuid, answer);
  }
  // The server's copy of one's own answer wins: it knows the server's time.
  for (const stored of records.answers) by_uuid.set(stored.uuid, { uuid: stored.uuid, data: stored.data });
  const by_place = new Map<string, AnswerRecord[]>();
  for (const answer of by_uuid.values()) {
    const at = place(answer.data.question, answer.data.sample);
    const list = by_place.get(at);
    if (list === undefined) by_place.set(at, [answer]);
    else list.push(answer);
  }
  return by_place;
}

/** Evidence is missing when the question wants it (always, or for a bad answer) and there is none. */
function isEvidenceMissing(question: Question, stands: Standing, beside: readonly EvidenceView[]): boolean {
  if (beside.some((item) => item.state !== "refused")) return false;
  const answers = stands.shown.map((answer) => answer.data.value).filter(isAnswered);
  if (answers.length === 0) return false;
  if (question.evidence === "required") return !answers.every((value) => value === "not_applicable");
  return (
    question.evidence === "required_on_nonconformity" &&
    answers.some((value) => value === "nonconforming" || value === "no")
  );
}

function evidenceOf(records: AuditRecords): EvidenceView[] {
  const found = new Map<string, EvidenceView>();
  const stateFor = (
    data: EvidenceData,
    entry: LogEntry | undefined,
  ): Pick<EvidenceView, "state" | "received" | "reason"> => {
    const upload = records.uploads.get(data.sha256);
    const bytes = upload?.state === "verified" ? "verified" : (upload?.state ?? data.state);
    const reason = upload?.reason ?? null;
    const received = upload?.received ?? (bytes === "verified" ? data.size : 0);
    if (entry?.state === "rejected" || bytes === "refused")
      return { state: "refused", received, reason: reason ?? entry?.receipt?.reason?.message ?? null };
    if (entry?.state === "quarantined") return { state: "quarantined", received, reason };
    if (entry?.state === "waiting") return { state: "local", received, reason };
    return { state: bytes === "verified" ? "verified" : "incomplete", received, reason };
  };
  for (const stored of records.evidence) {
    const own = records.uploads.has(stored.data.sha256);
    found.set(stored.uuid, {
      uuid: stored.uuid,
      data: stored.data,
      own,
      ...stateFor(stored.data, undefined),
    });
  }
  for (const entry of records.log) {
    const { mutation } = entry;
    if (entry.settled === "given_up") continue;
    if (mutation.name === "evidence.attach" && !found.has(mutation.args.evidence)) {
      const { audit: _audit, evidence, ...args } = mutation.args;
      const data: EvidenceData = { ...args, author: records.person, device: records.device, state: "absent" };
      found.set(evidence, { uuid: evidence, data, own: true, ...stateFor(data, entry) });
    } else if (mutation.name === "evidence.caption" && entry.state === "waiting") {
      const item = found.get(mutation.args.evidence);
      if (item !== undefined) {
        found.set(item.uuid, { ...item, data: { ...item.data, caption: mutation.args.caption } });
      }
    }
  }
  return [...found.values()];
}

function findingsOf(records: AuditRecords): FindingView[] {
  const found = new Map<string, FindingView>();
  for (const { uuid, data, version } of records.findings) {
    found.set(uuid, {
      uuid,
      data,
      version,
      own: data.author.uuid === records.person.uuid,
      state: "verified",
    });
  }
  for (const entry of records.log) {
    const { mutation } = entry;
    if (entry.settled === "given_up") continue;
    const state = stateOf(entry, records.receipt);
    if (mutation.name === "finding.raise") {
      const known = found.get(mutation.args.finding);
      if (known !== undefined) {
        found.set(known.uuid, { ...known, state });
        continue;
      }
      const { audit: _audit, finding, ...args } = mutation.args;
      const number =
        typeof entry.receipt?.result["number"] === "string" ? entry.receipt.result["number"] : null;
      const data: FindingData = {
        ...args,
        number,
        state: "open",
        author: records.person,
        raised_at: mutation.at,
      };
      found.set(finding, { uuid: finding, data, version: 1, own: true, state });
    } else if (mutation.name === "finding.amend") {
      const known = found.get(mutation.args.finding);
      if (known === undefined) continue;
      if (
        entry.state === "waiting" ||
        (entry.state === "applied" && known.version <= mutation.args.base_version)
      ) {
        const { audit: _audit, finding: _finding, base_version, ...texts } = mutation.args;
        found.set(known.uuid, {
          ...known,
          data: { ...known.data, ...definedOnly(texts) },
          version: base_version + 1,
          state,
        });
      } else if (needsDecision(entry)) {
        found.set(known.uuid, { ...known, state: "refused" });
      }
    }
  }
  return [...found.values()];
}

function definedOnly(texts: {
  class?: FindingClass;
  clause?: string;
  requirement?: string;
  statement?: string;
  evidence_text?: string;
}): Partial<FindingData> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
}

function signaturesOf(records: AuditRecords): SignatureView[] {
  const found = new Map<string, SignatureView>();
  for (const { uuid, data } of records.signatures) found.set(uuid, { uuid, data, state: "verified" });
  for (const entry of records.log) {
    const { mutation } = entry;
    if (mutation.name !== "sheet.sign" || entry.settled === "given_up") continue;
    const state = stateOf(entry, records.receipt);
    const known = found.get(entry.id);
    const { audit: _audit, ...args } = mutation.args;
    found.set(entry.id, {
      uuid: entry.id,
      state,
      data: known?.data ?? { ...args, author: records.person, signed_at: mutation.at },
    });
  }
  return [...found.values()];
}
