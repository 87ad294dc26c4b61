/** The server's messages, taken apart with suspicion: a field that is wrong is no message. */
import type { Receipt } from "../domain/mutations";
import type { AuditReceipt } from "../domain/receipt";
import {
  RECORD_TYPES,
  type Change,
  type EvidenceState,
  type HoldingPhone,
  type Person,
} from "../domain/records";
import type { PulledPage } from "../storage/pulled";

type Body = { readonly [key: string]: unknown };

export const PROTOCOL = 1;

export interface Limits {
  readonly mutations_per_push: number;
  readonly push_bytes: number;
  readonly chunk_bytes: number;
}

export interface Hello {
  readonly person: Person & { readonly locale: "pl" | "en" };
  /** Null when the server cannot say. */
  readonly signed_in_until: string | null;
  /** The server wants a newer phone (step 1.3). */
  readonly update_wanted: boolean;
  readonly limits: Limits;
}

export interface PushReply {
  readonly receipts: readonly Receipt[];
  readonly next_seq: number;
  readonly resend_from: number | null;
}

export interface EvidenceReply {
  readonly received: number;
  readonly state: EvidenceState;
  readonly reason: string | null;
}

const STATUSES = new Set(["applied", "conflict", "rejected", "quarantined"]);
const EVIDENCE_STATES = new Set(["absent", "partial", "verified", "refused"]);

export function hello(body: Body): Hello | null {
  const person = object(body["person"]);
  if (person === null || typeof person["uuid"] !== "string" || typeof person["name"] !== "string")
    return null;
  const limits = object(body["limits"]) ?? {};
  const protocol = object(body["protocol"]) ?? {};
  return {
    person: { uuid: person["uuid"], name: person["name"], locale: person["locale"] === "en" ? "en" : "pl" },
    signed_in_until: typeof body["signed_in_until"] === "string" ? body["signed_in_until"] : null,
    update_wanted: natural(protocol["minimum"], 1) > PROTOCOL,
    limits: {
      mutations_per_push: Math.max(1, natural(limits["mutations_per_push"], 500)),
      push_bytes: Math.max(10_000, natural(limits["push_bytes"], 2_000_000)),
      chunk_bytes: Math.max(1_000, natural(limits["chunk_bytes"], 1_000_000)),
    },
  };
}

export function push(body: Body): PushReply | null {
  const receipts = body["receipts"];
  const next_seq = body["next_seq"];
  if (!Array.isArray(receipts) || !receipts.every(isReceipt) || typeof next_seq !== "number") return null;
  const resend_from = body["resend_from"];
  return {
    receipts,
    next_seq,
    resend_from: typeof resend_from === "number" && resend_from >= 1 ? resend_from : null,
  };
}

export function page(body: Body): PulledPage | null {
  const { cursor, changes, more, reset } = body;
  if (typeof cursor !== "string" || !Array.isArray(changes)) return null;
  // A type of a newer server is left out; this phone would not know how to show it.
  const phones = Array.isArray(body["phones"]) ? body["phones"].flatMap(holdingPhone) : [];
  return { cursor, more: more === true, changes: changes.filter(isChange), reset: reset === true, phones };
}

export function evidence(body: Body): EvidenceReply | null {
  const { state, received, reason } = body;
  if (typeof state !== "string" || !EVIDENCE_STATES.has(state)) return null;
  return {
    state: state as EvidenceState,
    received: natural(received, 0),
    reason: typeof reason === "string" ? reason : null,
  };
}

export function auditReceipt(body: Body): AuditReceipt | null {
  const evidence_counts = object(body["evidence"]);
  if (
    typeof body["answers_hash"] !== "string" ||
    evidence_counts === null ||
    !Array.isArray(evidence_counts["missing"])
  )
    return null;
  return {
    audit: String(body["audit"]),
    device: String(body["device"]),
    answers: natural(body["answers"], 0),
    findings: natural(body["findings"], 0),
    evidence: {
      attached: natural(evidence_counts["attached"], 0),
      verified: natural(evidence_counts["verified"], 0),
      missing: evidence_counts["missing"].map(String),
    },
    signatures: natural(body["signatures"], 0),
    rejected: natural(body["rejected"], 0),
    quarantined: natural(body["quarantined"], 0),
    last_seq: natural(body["last_seq"], 0),
    answers_hash: body["answers_hash"],
    complete: body["complete"] === true,
  };
}

function holdingPhone(value: unknown): HoldingPhone[] {
  const fields = object(value) ?? {};
  const { audit, label, since, seen_at } = fields;
  const { uuid, name } = object(fields["person"]) ?? {};
  if (typeof audit !== "string" || typeof uuid !== "string" || typeof name !== "string") return [];
  return [
    {
      audit,
      person: { uuid, name },
      label: typeof label === "string" ? label : "",
      mutations: natural(fields["mutations"], 0),
      evidence: natural(fields["evidence"], 0),
      since: typeof since === "string" ? since : null,
      seen_at: typeof seen_at === "string" ? seen_at : "",
    },
  ];
}

function isReceipt(value: unknown): value is Receipt {
  const fields = object(value);
  return (
    fields !== null &&
    typeof fields["id"] === "string" &&
    typeof fields["seq"] === "number" &&
    typeof fields["status"] === "string" &&
    STATUSES.has(fields["status"])
  );
}

function isChange(value: unknown): value is Change {
  const fields = object(value);
  return (
    fields !== null &&
    typeof fields["uuid"] === "string" &&
    typeof fields["audit"] === "string" &&
    (RECORD_TYPES as readonly unknown[]).includes(fields["type"]) &&
    (fields["deleted"] === true || object(fields["data"]) !== null)
  );
}

function object(value: unknown): Body | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : null;
}

function natural(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.floor(value) : otherwise;
}
