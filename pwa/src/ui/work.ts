/** What an auditor does on the sheet, each as mutations of the log. */
import { sha256, type Json } from "../domain/canonical";
import { basedOn } from "../domain/heads";
import type { FindingClass } from "../domain/mutations";
import { contentHash } from "../domain/receipt";
import { place, type AuditRecords, type AuditView, type FindingView } from "../domain/view";
import type { Draft, NewPhoto } from "../storage/phone";
import { append, questionSignal, view } from "./session";

function openRecords(): AuditRecords {
  const open = view.peek();
  if (open === null) throw new Error("no audit is open");
  return open.records;
}

/** Record an answer, built on what its person has seen. */
export async function recordAnswer(
  key: string,
  sample: number,
  value: Json,
  note: string,
  photos: readonly NewPhoto[] = [],
  attached: readonly Draft[] = [],
): Promise<void> {
  const records = openRecords();
  const stands = view.peek()?.questions.get(place(key, sample))?.stands ?? {
    kind: "unanswered" as const,
    heads: [],
    shown: [],
  };
  const based_on = basedOn(stands, records.person);
  const rejected = view
    .peek()
    ?.questions.get(place(key, sample))
    ?.rejected.find((entry) => entry.mutation.name === "answer.record");
  const draft: Draft = {
    name: "answer.record",
    args: { audit: records.audit.uuid, question: key, sample, value, note, based_on },
  };
  await append([...attached, draft], photos, rejected?.seq);
}

/** The lead auditor's decision, based on all answers in conflict (step 5.3). */
export async function resolveConflict(
  key: string,
  sample: number,
  keep: readonly string[],
  note: string,
): Promise<void> {
  const heads = questionSignal(key, sample)?.peek().stands.heads ?? [];
  await append([
    {
      name: "answer.resolve",
      args: {
        audit: openRecords().audit.uuid,
        question: key,
        sample,
        keep: [...keep].sort(),
        based_on: heads.map((head) => head.uuid).sort(),
        note,
      },
    },
  ]);
}

export interface PreparedPhoto {
  readonly sha256: string;
  readonly blob: Blob;
}

/** Attach a photograph, bytes and all; for a photo question its answer goes in the same transaction. */
export async function attachPhoto(
  photo: PreparedPhoto,
  key: string | null,
  sample: number,
  as_answer: boolean,
  caption = "",
): Promise<void> {
  const audit = openRecords().audit.uuid;
  const attach: Draft = {
    name: "evidence.attach",
    args: {
      audit,
      evidence: crypto.randomUUID(),
      question: key,
      sample,
      finding: null,
      sha256: photo.sha256,
      size: photo.blob.size,
      media_type: photo.blob.type,
      caption,
      taken_at: new Date().toISOString(),
    },
  };
  const stored: NewPhoto = { sha256: photo.sha256, blob: photo.blob, audit, media_type: photo.blob.type };
  if (!as_answer || key === null) return append([attach], [stored]);
  const answer = questionSignal(key, sample)?.peek().stands.shown[0]?.data;
  const before = Array.isArray(answer?.value) ? (answer.value as string[]) : [];
  await recordAnswer(
    key,
    sample,
    [...new Set([...before, photo.sha256])],
    answer?.note ?? "",
    [stored],
    [attach],
  );
}

/** A drawn signature: its picture is evidence, its answer names it. One transaction. */
export async function recordSignature(
  key: string,
  sample: number,
  name: string,
  blob: Blob,
  note: string,
): Promise<void> {
  const sha = await sha256(await blob.arrayBuffer());
  const audit = openRecords().audit.uuid;
  const attach: Draft = {
    name: "evidence.attach",
    args: {
      audit,
      evidence: crypto.randomUUID(),
      question: key,
      sample,
      finding: null,
      sha256: sha,
      size: blob.size,
      media_type: "image/png",
      caption: name,
      taken_at: new Date().toISOString(),
    },
  };
  await recordAnswer(
    key,
    sample,
    { name, sha256: sha },
    note,
    [{ sha256: sha, blob, audit, media_type: "image/png" }],
    [attach],
  );
}

export async function captionPhoto(evidence: string, caption: string): Promise<void> {
  await append([{ name: "evidence.caption", args: { audit: openRecords().audit.uuid, evidence, caption } }]);
}

export interface FindingTexts {
  readonly class: FindingClass;
  readonly clause: string;
  readonly requirement: string;
  readonly statement: string;
  readonly evidence_text: string;
}

export async function raiseFinding(question: string | null, texts: FindingTexts): Promise<void> {
  await append([
    {
      name: "finding.raise",
      args: { audit: openRecords().audit.uuid, finding: crypto.randomUUID(), question, ...texts },
    },
  ]);
}

/** Send only what changed of a finding, on top of the version that was seen. */
export async function amendFinding(finding: FindingView, texts: FindingTexts): Promise<void> {
  const changed = Object.fromEntries(
    Object.entries(texts).filter(([key, value]) => finding.data[key as keyof FindingTexts] !== value),
  ) as Partial<FindingTexts>;
  if (Object.keys(changed).length === 0) return;
  await append([
    {
      name: "finding.amend",
      args: {
        audit: openRecords().audit.uuid,
        finding: finding.uuid,
        ...changed,
        base_version: finding.version,
      },
    },
  ]);
}

/** The hash of what stands on the sheet now. */
export function signedHash(of: AuditView): Promise<string> {
  return contentHash({
    audit: of.records.audit.uuid,
    answers: [...of.questions.values()].flatMap((question) => question.stands.heads.map((head) => head.uuid)),
    findings: of.findings.map(({ uuid, data }) => ({
      finding: uuid,
      class: data.class,
      statement: data.statement,
    })),
    evidence: [...new Set(of.evidence.map((item) => item.data.sha256))],
  });
}

export async function signSheet(
  signer: "auditor" | "auditee",
  signed_name: string,
  agrees: boolean,
  remark: string,
): Promise<void> {
  const open = view.peek();
  if (open === null) return;
  const content_hash = await signedHash(open);
  await append([
    {
      name: "sheet.sign",
      args: { audit: open.records.audit.uuid, signer, signed_name, agrees, remark, content_hash },
    },
  ]);
}
