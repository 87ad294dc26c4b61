/** The receipt of an audit (step 8) and what a signature binds. */
import { canonical, sha256, type Json } from "./canonical";
import type { FindingClass, LogEntry } from "./mutations";
import type { Upload } from "./records";

/** The server's receipt of one audit for this device (step 8.1). */
export interface AuditReceipt {
  readonly audit: string;
  readonly device: string;
  readonly answers: number;
  readonly findings: number;
  readonly evidence: {
    readonly attached: number;
    readonly verified: number;
    readonly missing: readonly string[];
  };
  readonly signatures: number;
  readonly rejected: number;
  readonly quarantined: number;
  readonly last_seq: number;
  readonly answers_hash: string;
  readonly complete: boolean;
}

/** A receipt as kept here: what the server said, and what this phone's own log says. */
export interface KeptReceipt {
  readonly audit: string;
  readonly receipt: AuditReceipt;
  readonly own_hash: string;
  readonly server_time: string;
}

/** SHA-256 of the lower-case ids, sorted and joined by line feeds (step 8.2). */
export function answersHash(ids: readonly string[]): Promise<string> {
  return sha256(
    ids
      .map((id) => id.toLowerCase())
      .sort()
      .join("\n"),
  );
}

/** The ids the hash is computed over: applied and conflicting lines of this audit. */
export function hashedIds(entries: readonly LogEntry[], audit: string): string[] {
  return entries
    .filter((entry) => entry.audit === audit && (entry.state === "applied" || entry.state === "conflict"))
    .map((entry) => entry.id);
}

/** Whether everything of this audit is proven to be on the server. */
export function isProven(kept: KeptReceipt | undefined): boolean {
  return (
    kept !== undefined &&
    kept.receipt.answers_hash === kept.own_hash &&
    kept.receipt.evidence.missing.length === 0 &&
    kept.receipt.evidence.attached === kept.receipt.evidence.verified
  );
}

/** Whether the hashes alone match: the records are proven, photographs may still be on the way. */
export function hashesMatch(kept: KeptReceipt | undefined): boolean {
  return kept !== undefined && kept.receipt.answers_hash === kept.own_hash;
}

/** Whether this line is covered by a matching receipt. */
export function isVerified(entry: LogEntry, kept: KeptReceipt | undefined): boolean {
  return (
    (entry.state === "applied" || entry.state === "conflict") &&
    hashesMatch(kept) &&
    entry.seq <= (kept?.receipt.last_seq ?? 0)
  );
}

/** What of an audit has not safely arrived. Nothing is deleted from the phone before both are 0. */
export function unsentOf(
  entries: readonly LogEntry[],
  uploads: readonly Upload[],
): { mutations: number; evidence: number } {
  return {
    mutations: entries.filter((entry) => entry.state === "waiting").length,
    evidence: uploads.filter((upload) => upload.state === "absent" || upload.state === "partial").length,
  };
}

/** What stands on the sheet at the moment of signing. */
export interface SignedContent {
  readonly audit: string;
  readonly answers: readonly string[];
  readonly findings: readonly {
    readonly finding: string;
    readonly class: FindingClass;
    readonly statement: string;
  }[];
  readonly evidence: readonly string[];
}

/** The hash a signature binds: SHA-256 of the canonical text, everything sorted. */
export function contentHash(content: SignedContent): Promise<string> {
  const sorted = {
    audit: content.audit,
    answers: [...content.answers].sort(),
    findings: [...content.findings].sort((a, b) => (a.finding < b.finding ? -1 : 1)),
    evidence: [...content.evidence].sort(),
  };
  return sha256(canonical(sorted as unknown as Json));
}
