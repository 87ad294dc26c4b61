/** Named mutations (step 3) and the life of each in this phone's log. */
import type { Json } from "./canonical";

export type FindingClass = "major" | "minor" | "observation" | "opportunity" | "strength";
export const FINDING_CLASSES: readonly FindingClass[] = [
  "major",
  "minor",
  "observation",
  "opportunity",
  "strength",
];

/** The arguments by name (step 3.2). */
export interface MutationArgs {
  "answer.record": {
    audit: string;
    question: string;
    sample: number;
    value: Json;
    note: string;
    based_on: string[];
  };
  "answer.resolve": {
    audit: string;
    question: string;
    sample: number;
    keep: string[];
    based_on: string[];
    note: string;
  };
  "evidence.attach": {
    audit: string;
    evidence: string;
    question: string | null;
    sample: number;
    finding: string | null;
    sha256: string;
    size: number;
    media_type: string;
    caption: string;
    taken_at: string;
  };
  "evidence.caption": { audit: string; evidence: string; caption: string };
  "finding.raise": {
    audit: string;
    finding: string;
    question: string | null;
    class: FindingClass;
    clause: string;
    requirement: string;
    statement: string;
    evidence_text: string;
  };
  "finding.amend": {
    audit: string;
    finding: string;
    class?: FindingClass;
    clause?: string;
    requirement?: string;
    statement?: string;
    evidence_text?: string;
    base_version: number;
  };
  "question.add": {
    audit: string;
    section: string | null;
    text: string;
    clause: string;
    type: OwnType;
  };
  "sample.label": { audit: string; question: string; sample: number; label: string };
  "sheet.sign": {
    audit: string;
    signer: "auditor" | "auditee";
    signed_name: string;
    agrees: boolean;
    remark: string;
    content_hash: string;
    /** Of the drawn signature (step 3.8). */
    picture?: string | null;
  };
}

/** What an own question may be answered with (step 3.6). */
export type OwnType = "conformity" | "yes_no" | "number" | "text";

export type MutationName = keyof MutationArgs;

/** What is sent: identity, order on this device, name, the phone's clock, arguments (step 3.1). */
export type Mutation = {
  [Name in MutationName]: {
    readonly id: string;
    readonly seq: number;
    readonly name: Name;
    readonly at: string;
    readonly args: MutationArgs[Name];
  };
}[MutationName];

export type MutationOf<Name extends MutationName> = Extract<Mutation, { name: Name }>;

/** What is compared when an id comes again (step 4.2.1): everything but `seq`. */
export function contentOfMutation(mutation: Mutation): Json {
  const { id, name, at, args } = mutation;
  return { id, name, at, args: args as unknown as Json };
}

export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly way_out: string | null;
}

/** A receipt as the server gives it (steps 4.4 and 4.5). */
export interface Receipt {
  readonly id: string;
  readonly seq: number;
  readonly status: "applied" | "conflict" | "rejected" | "quarantined";
  readonly replayed: boolean;
  readonly reason: Reason | null;
  readonly result: { readonly [key: string]: unknown };
}

/**
 * Where a mutation of the log stands.
 *
 * - `waiting`: only on this phone; the server gave no receipt yet.
 * - `applied`, `conflict`, `rejected`, `quarantined`: as its receipt says.
 */
export type LogState = "waiting" | Receipt["status"];

/**
 * A line of the log. Lines are never deleted: they are small, the receipt of an audit is computed
 * over them, and a server restored from a backup may ask for any of them again (step 4.2.3).
 */
export interface LogEntry {
  readonly seq: number;
  readonly id: string;
  readonly audit: string;
  readonly mutation: Mutation;
  readonly state: LogState;
  readonly receipt: Receipt | null;
  /** When it was first handed to the network; from then on its content never changes. */
  readonly first_sent_at: string | null;
  /** What its person decided about a rejected line. */
  readonly settled: "mended" | "given_up" | null;
}

/** A new line of the log. */
export function newEntry(mutation: Mutation): LogEntry {
  return {
    seq: mutation.seq,
    id: mutation.id,
    audit: mutation.args.audit,
    mutation,
    state: "waiting",
    receipt: null,
    first_sent_at: null,
    settled: null,
  };
}

/** The line after its receipt; a receipt of another mutation changes nothing. */
export function withReceipt(entry: LogEntry, receipt: Receipt): LogEntry {
  if (receipt.id !== entry.id) return entry;
  return { ...entry, state: receipt.status, receipt };
}

/** The line when the server asks for it again (step 4.2.3). A decision about it stays. */
export function toResend(entry: LogEntry): LogEntry {
  return { ...entry, state: "waiting" };
}

/** Rejected and not yet decided by its person: shown with three ways out (step 4.5). */
export function needsDecision(entry: LogEntry): boolean {
  return entry.state === "rejected" && entry.settled === null;
}

/**
 * Whether typing may go on in this line instead of making a new one: it was never handed to the
 * network, so nobody has seen its content, and it is the same answer within one sitting.
 */
export function canGrow(
  entry: LogEntry,
  question: string,
  sample: number,
  value: Json,
  now: number,
): entry is LogEntry & { mutation: MutationOf<"answer.record"> } {
  const { mutation } = entry;
  return (
    mutation.name === "answer.record" &&
    entry.state === "waiting" &&
    entry.first_sent_at === null &&
    mutation.args.question === question &&
    mutation.args.sample === sample &&
    JSON.stringify(mutation.args.value) === JSON.stringify(value) &&
    Math.abs(now - Date.parse(mutation.at)) < SITTING
  );
}

const SITTING = 60_000;
