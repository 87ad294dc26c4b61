/**
 * What the auditor sees of one audit: the server's records with this phone's own log laid over.
 *
 * Nothing of this is stored. The log and the pulled records are the truth; this is their meaning.
 */
import { ownQuestions, sampleLabels, withEarlier, withOwn } from "./asked";
import { relevantKeys, type Checklist, type Question } from "./checklist";
import { answersIt, isRequired, needsEvidence } from "./needs";
import type { Lookup } from "./rules";
import { standing, type AnswerRecord, type Standing } from "./heads";
import { needsDecision, type LogEntry, type MutationOf } from "./mutations";
import { evidenceOf, findingsOf, signaturesOf, stateOf } from "./overlay";
import type { KeptReceipt } from "./receipt";
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
  /** What this sample is called; empty for none. */
  readonly label: string;
  readonly stands: Standing;
  /** The state of what stands here, null when nothing does. */
  readonly state: RecordState | null;
  readonly evidence: readonly EvidenceView[];
  readonly evidence_missing: boolean;
  /** It must be answered: always, or as the other answers stand. */
  readonly required: boolean;
  readonly findings: readonly FindingView[];
  readonly rejected: readonly LogEntry[];
}

export { stateOf } from "./overlay";

export interface AuditView {
  readonly records: AuditRecords;
  /** With the questions that were added on the spot. */
  readonly checklist: Checklist | null;
  readonly relevant: ReadonlySet<string>;
  readonly questions: ReadonlyMap<string, QuestionView>;
  readonly evidence: readonly EvidenceView[];
  readonly findings: readonly FindingView[];
  readonly signatures: readonly SignatureView[];
  readonly progress: Progress;
}

export interface Progress {
  /** Questions that are asked; one with several samples counts once. */
  readonly asked: number;
  /** Of these, the ones with every sample answered. */
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
  const signatures = signaturesOf(records);
  // The picture of a signature is evidence of nothing else (step 3.8).
  const drawn = new Set(signatures.map((signature) => signature.data.picture));
  const evidence = evidenceOf(records).filter(
    (item) => item.data.question !== null || !drawn.has(item.data.sha256),
  );
  const findings = findingsOf(records);
  const labels = sampleLabels(records);
  const evidence_at = grouped(evidence, ({ data }) => place(data.question ?? "", data.sample));
  const findings_of = grouped(findings, ({ data }) => data.question ?? "");
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
  const recorded = (key: string): boolean =>
    evidence.some((item) => item.data.question === key) ||
    findings.some((item) => item.data.question === key) ||
    [...by_place.keys()].some((at) => at.startsWith(`${key}/`));
  const asked_now = records.checklist && withOwn(records.checklist, ownQuestions(records));
  const checklist = asked_now && withEarlier(asked_now, recorded);
  const relevant = checklist === null ? new Set<string>() : relevantKeys(checklist, values);
  const samples = new Map<string, number>();
  for (const at of [...by_place.keys(), ...evidence_at.keys(), ...labels.keys()]) {
    const cut = at.lastIndexOf("/");
    const key = at.slice(0, cut);
    samples.set(key, Math.max(samples.get(key) ?? 1, Number(at.slice(cut + 1)) + 1));
  }
  const lookup = (key: string): unknown => (relevant.has(key) ? values.get(key) : undefined);
  const questions = new Map<string, QuestionView>();
  let [asked, answered, conflicts, missing] = [0, 0, 0, 0];
  for (const question of (checklist?.sections ?? []).flatMap((section) => section.questions)) {
    const count = samples.get(question.key) ?? 1;
    const counts = relevant.has(question.key) && question.earlier === undefined;
    let done = counts;
    for (let sample = 0; sample < count; sample++) {
      const at = place(question.key, sample);
      const stand = stands.get(at) ?? NOTHING;
      const own = newest.get(at);
      const beside = evidence_at.get(at) ?? [];
      const view: QuestionView = {
        question,
        sample,
        samples: count,
        label: labels.get(at) ?? "",
        stands: stand,
        state: stateAt(stand, own, records),
        evidence: beside,
        evidence_missing: isEvidenceMissing(question, stand, beside, lookup),
        required: isRequired(question, lookup),
        findings: findings_of.get(question.key) ?? [],
        rejected: rejected.get(at) ?? [],
      };
      questions.set(at, view);
      if (!counts) continue;
      done &&= isDone(view);
      if (stand.kind === "conflict") conflicts += 1;
      if (view.evidence_missing) missing += 1;
    }
    // A question counts once however many samples it has, as on the audit's page at the desk.
    if (counts) asked += 1;
    if (done) answered += 1;
  }
  return {
    records,
    checklist,
    relevant,
    questions,
    evidence,
    findings,
    signatures,
    progress: { asked, answered, conflicts, evidence_missing: missing },
  };
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
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
  return view.stands.shown.some((answer) => answersIt(view.question, answer.data.value));
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

/** Evidence is missing when the question wants it for what is answered, and there is none. */
function isEvidenceMissing(
  question: Question,
  stands: Standing,
  beside: readonly EvidenceView[],
  lookup: Lookup,
): boolean {
  if (beside.some((item) => item.state !== "refused")) return false;
  return stands.shown.some((answer) => needsEvidence(question, answer.data.value, lookup));
}
