/** What an auditor does on the sheet, each as mutations of the log. */
import { sha256, type Json } from "../domain/canonical";
import { OWN } from "../domain/asked";
import { basedOn } from "../domain/heads";
import type { FindingClass, MutationArgs, OwnType } from "../domain/mutations";
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

/** Bytes that are stored together with what they prove. */
export interface PreparedPhoto {
  readonly sha256: string;
  readonly blob: Blob;
}

type Belongs = Pick<MutationArgs["evidence.attach"], "question" | "sample" | "finding" | "caption">;

/** The mutation that attaches a picture or file, and its bytes for the same transaction. */
function attachment(photo: PreparedPhoto, belongs: Belongs): [Draft, NewPhoto] {
  const audit = openRecords().audit.uuid;
  const { sha256: sha, blob } = photo;
  return [
    {
      name: "evidence.attach",
      args: {
        audit,
        evidence: crypto.randomUUID(),
        ...belongs,
        sha256: sha,
        size: blob.size,
        media_type: blob.type,
        taken_at: new Date().toISOString(),
      },
    },
    { sha256: sha, blob, audit, media_type: blob.type },
  ];
}

/** Attach a photograph, bytes and all; for a photo question its answer goes in the same transaction. */
export async function attachPhoto(
  photo: PreparedPhoto,
  key: string | null,
  sample: number,
  as_answer: boolean,
  caption = "",
): Promise<void> {
  const [attach, stored] = attachment(photo, { question: key, sample, finding: null, caption });
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
  const [attach, stored] = attachment(
    { sha256: sha, blob },
    { question: key, sample, finding: null, caption: name },
  );
  await recordAnswer(key, sample, { name, sha256: sha }, note, [stored], [attach]);
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

/** A finding with its photographs, all in one transaction. */
export async function raiseFinding(
  question: string | null,
  texts: FindingTexts,
  photos: readonly PreparedPhoto[] = [],
): Promise<void> {
  const finding = crypto.randomUUID();
  const pieces = attached(photos, question, finding);
  await append(
    [
      { name: "finding.raise", args: { audit: openRecords().audit.uuid, finding, question, ...texts } },
      ...pieces.map(([draft]) => draft),
    ],
    pieces.map(([, bytes]) => bytes),
  );
}

function attached(
  photos: readonly PreparedPhoto[],
  question: string | null,
  finding: string,
): [Draft, NewPhoto][] {
  return photos.map((photo) => attachment(photo, { question, sample: 0, finding, caption: "" }));
}

/** Send only what changed of a finding, on top of the version that was seen, and further photographs. */
export async function amendFinding(
  finding: FindingView,
  texts: FindingTexts,
  photos: readonly PreparedPhoto[] = [],
): Promise<void> {
  const changed = Object.fromEntries(
    Object.entries(texts).filter(([key, value]) => finding.data[key as keyof FindingTexts] !== value),
  ) as Partial<FindingTexts>;
  const audit = openRecords().audit.uuid;
  const pieces = attached(photos, finding.data.question, finding.uuid);
  const drafts: Draft[] = pieces.map(([draft]) => draft);
  if (Object.keys(changed).length > 0)
    drafts.unshift({
      name: "finding.amend",
      args: { audit, finding: finding.uuid, ...changed, base_version: finding.version },
    });
  if (drafts.length > 0)
    await append(
      drafts,
      pieces.map(([, bytes]) => bytes),
    );
}

/** Ask what the checklist does not ask (step 3.6); the key can be answered at once. */
export async function addQuestion(
  section: string | null,
  text: string,
  clause: string,
  type: OwnType,
): Promise<string> {
  const id = crypto.randomUUID();
  await append([
    { id, name: "question.add", args: { audit: openRecords().audit.uuid, section, text, clause, type } },
  ]);
  return OWN + id;
}

/** Name a sample (step 3.7). */
export async function labelSample(question: string, sample: number, label: string): Promise<void> {
  await append([
    { name: "sample.label", args: { audit: openRecords().audit.uuid, question, sample, label } },
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

/** Sign what stands on the sheet now, drawn or by name alone (step 3.8). One transaction. */
export async function signSheet(
  signer: "auditor" | "auditee",
  signed_name: string,
  agrees: boolean,
  remark: string,
  drawn: Blob | null = null,
): Promise<void> {
  const open = view.peek();
  if (open === null) return;
  const content_hash = await signedHash(open);
  const args = { audit: open.records.audit.uuid, signer, signed_name, agrees, remark, content_hash };
  if (drawn === null) return append([{ name: "sheet.sign", args }]);
  const picture = await sha256(await drawn.arrayBuffer());
  const [attach, stored] = attachment(
    { sha256: picture, blob: drawn },
    { question: null, sample: 0, finding: null, caption: signed_name },
  );
  await append([attach, { name: "sheet.sign", args: { ...args, picture } }], [stored]);
}
