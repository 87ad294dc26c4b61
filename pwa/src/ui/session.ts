/** One person's work on this phone, as signals for the screens. The only place that changes them. */
import { batch, computed, signal, type Signal } from "@preact/signals";
import type { Checklist } from "../domain/checklist";
import type { LogEntry } from "../domain/mutations";
import { unsentOf, type KeptReceipt } from "../domain/receipt";
import type { Stored, Upload } from "../domain/records";
import { CLOCK_TOLERANCE } from "../domain/timing";
import {
  place,
  viewOf,
  type AuditRecords,
  type AuditView,
  type Progress,
  type QuestionView,
} from "../domain/view";
import { OtherVault, StorageFull, type ConnectionNews } from "../storage/connection";
import { remember, type KnownPerson } from "../storage/people";
import type { Counts, Draft, NewPhoto, Phone } from "../storage/phone";
import { readAudit, readAudits } from "../storage/pulled";
import type { Self } from "../storage/schema";
import type { Engine } from "../sync/engine";
import { AT_REST, type Status } from "../sync/status";

export interface Card {
  readonly audit: Stored<"audit">;
  readonly progress: Progress;
  readonly unsent: { readonly mutations: number; readonly evidence: number };
  readonly recorded: boolean;
  readonly has_checklist: boolean;
  /** Texts of documents, and earlier findings, that are on the phone. */
  readonly texts: number;
  readonly earlier: number;
}

/** Everything the sync screen lists, read when it is shown. */
export interface Ledger {
  readonly log: readonly LogEntry[];
  readonly uploads: readonly Upload[];
  readonly receipts: ReadonlyMap<string, KeptReceipt>;
}

export const status = signal<Status>(AT_REST);
export const person = signal<KnownPerson | null>(null);
export const self = signal<Self | null>(null);
export const counts = signal<Counts>({ mutations: 0, evidence: 0, rejected: 0, since: null });
export const cards = signal<readonly Card[] | null>(null);
export const ledger = signal<Ledger | null>(null);
export const failure = signal<"no_storage" | "read" | null>(null);
export const news = signal<ConnectionNews | null>(null);
/** A sentence about the last thing that happened, spoken by screen readers too. */
export const toast = signal<string | null>(null);

/** The open audit: the whole view, and one signal for each question so that a tap redraws one card. */
export const view = signal<AuditView | null>(null);
const question_signals = new Map<string, { shown: Signal<QuestionView>; print: string }>();

export const unsent = computed(() => counts.value.mutations + counts.value.evidence);
export const clock_wrong = computed(() => Math.abs(self.value?.clock_offset ?? 0) > CLOCK_TOLERANCE);

/** What was typed or photographed while the protection changed elsewhere: in memory until it is opened. */
let held: { person: string; drafts: readonly Draft[]; photos: readonly NewPhoto[]; settles?: number }[] = [];
/** What to do when a PIN was set or taken away in another tab. */
let onVault: () => void = () => undefined;
let phone: Phone | null = null;
let engine: Engine | null = null;
let channel: BroadcastChannel | null = null;

export function currentPhone(): Phone {
  if (phone === null) throw new Error("nobody works on this phone");
  return phone;
}

export function sendNow(): Promise<void> {
  return engine?.sendNow() ?? Promise.resolve();
}

/** Give this phone another name, which the server is soon told. */
export async function nameThisPhone(label: string): Promise<void> {
  self.value = await currentPhone().changeSelf({ label, registered_as: null });
  engine?.changed();
}

/** Take over a person's phone and engine; other tabs of the same person are told of changes. */
export async function begin(known: KnownPerson, its_phone: Phone, its_engine: Engine): Promise<void> {
  phone = its_phone;
  engine = its_engine;
  channel?.close();
  channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`qms-${known.uuid}`);
  channel?.addEventListener("message", (event) => {
    if (event.data === "vault") onVault();
    else void refresh();
  });
  person.value = known;
  self.value = await its_phone.self();
  await refresh();
  const own = held.filter((one) => one.person === known.uuid);
  held = held.filter((one) => one.person !== known.uuid);
  for (const { drafts, photos, settles } of own) await append(drafts, photos, settles).catch(() => undefined);
}

/** What was read for the screens: nothing of it is shown again before it is read anew. */
export function forgetShown(): void {
  view.value = null;
  cards.value = null;
  ledger.value = null;
}

/** Whether something waits in this tab's memory alone. */
export function holds(): boolean {
  return held.length > 0;
}

export function whenVaultChanges(act: () => void): void {
  onVault = act;
}

function hold(drafts: readonly Draft[], photos: readonly NewPhoto[], settles?: number): void {
  const uuid = person.peek()?.uuid;
  if (uuid !== undefined)
    held.push({ person: uuid, drafts, photos, ...(settles !== undefined && { settles }) });
}

export function end(): void {
  engine?.stop();
  channel?.close();
  [phone, engine, channel] = [null, null, null];
}

/** Counts what was appended from this tab. */
let writes = 0;
let refreshing: Promise<void> | null = null;
let refresh_again = false;

/** Read again what the screens show. Calls that come while reading are answered by one more reading. */
export function refresh(): Promise<void> {
  if (refreshing !== null) {
    refresh_again = true;
    return refreshing;
  }
  refreshing = (async () => {
    do {
      refresh_again = false;
      await read();
    } while (refresh_again);
  })().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function read(): Promise<void> {
  if (phone === null) return;
  const its = phone;
  const before = writes;
  try {
    const open = view.peek()?.records.audit.uuid;
    const [now, all, audits, log, uploads, receipts] = await Promise.all([
      its.self(),
      its.counts(),
      readAudits(its),
      its.log(),
      its.uploads(),
      its.receipts(),
    ]);
    const made: Card[] = [];
    let opened: AuditRecords | null = null;
    for (const audit of audits) {
      const records = await readAudit(its, audit.uuid);
      if (records === null) continue;
      if (audit.uuid === open) opened = records;
      made.push({
        audit,
        progress: viewOf(records).progress,
        unsent: unsentOf(records.log, [...records.uploads.values()]),
        recorded: records.log.length > 0,
        has_checklist: records.checklist !== null,
        texts: records.checklist?.documents?.length ?? 0,
        earlier: audit.data.earlier_findings?.length ?? 0,
      });
    }
    made.sort(
      (a, b) =>
        order(a.audit) - order(b.audit) ||
        (a.audit.data.planned_from ?? "").localeCompare(b.audit.data.planned_from ?? ""),
    );
    batch(() => {
      self.value = now;
      cards.value = made;
      ledger.value = { log, uploads, receipts };
      // A tap that was stored meanwhile is newer than what was read: read once more instead.
      if (writes !== before) refresh_again = true;
      else if (opened !== null) show(opened);
      failure.value = null;
    });
    noteCounts(all);
  } catch (error) {
    // Opened anew meanwhile: what could not be read is not what is shown.
    if (phone !== its) return;
    if (error instanceof Error && error.name === "NoStorage") failure.value = "no_storage";
    else failure.value = "read";
    onVault();
    console.error(error);
  }
}

const STATE_ORDER = ["in_progress", "reporting", "announced", "planned", "closed", "cancelled"];

function order(audit: Stored<"audit">): number {
  return STATE_ORDER.indexOf(audit.data.state) + (audit.gone === true ? 10 : 0);
}

function noteCounts(all: Counts): void {
  counts.value = all;
  const known = person.peek();
  if (known === null || phone === null) return;
  // Beside the database, so that a cleared database is noticed and what it held can be told.
  remember({
    uuid: known.uuid,
    device: self.peek()?.device ?? null,
    mutations: all.mutations,
    evidence: all.evidence,
  });
}

/** Open an audit's view; false when it is not on this phone. */
export async function openAudit(uuid: string): Promise<boolean> {
  if (view.peek()?.records.audit.uuid === uuid) return true;
  const records = await readAudit(currentPhone(), uuid);
  question_signals.clear();
  if (records === null) {
    view.value = null;
    return false;
  }
  show(records);
  return true;
}

function show(read_now: AuditRecords): void {
  const records = withKnownChecklist(read_now);
  const next = viewOf(records);
  for (const [at, question] of next.questions) {
    const print = fingerprint(question, next.relevant.has(question.question.key));
    const known = question_signals.get(at);
    if (known === undefined) question_signals.set(at, { shown: signal(question), print });
    else if (known.print !== print) {
      known.print = print;
      known.shown.value = question;
    }
  }
  view.value = next;
}

/**
 * The same checklist is the same object, so that reading it again draws no card anew. Published
 * content never changes; the texts beside it are told apart by their issues.
 */
function withKnownChecklist(records: AuditRecords): AuditRecords {
  const known = view.peek()?.records;
  if (known?.audit.uuid !== records.audit.uuid || known.checklist === null) return records;
  return printOf(known.checklist) === printOf(records.checklist)
    ? { ...records, checklist: known.checklist }
    : records;
}

function printOf(checklist: Checklist | null): string {
  const documents = checklist?.documents?.map(({ code, issue, whole }) => [code, issue, whole]);
  return JSON.stringify([checklist?.content_hash, documents, checklist?.cited]);
}

export function questionSignal(key: string, sample = 0): Signal<QuestionView> | undefined {
  return question_signals.get(place(key, sample))?.shown;
}

/** Everything of a question that is drawn, so that only what changed is drawn again. */
function fingerprint(view_of: QuestionView, relevant: boolean): string {
  return JSON.stringify([
    relevant,
    view_of.samples,
    view_of.label,
    view_of.state,
    view_of.stands.kind,
    view_of.evidence_missing,
    view_of.required,
    // Another version of the checklist may ask it differently.
    view_of.question,
    view_of.stands.shown.map((answer) => [
      answer.uuid,
      answer.data.value,
      answer.data.note,
      answer.data.server_time,
    ]),
    view_of.stands.heads.map((head) => head.uuid),
    view_of.evidence.map((item) => [item.uuid, item.state, item.data.caption]),
    view_of.findings.map((finding) => [finding.uuid, finding.state, finding.version]),
    view_of.rejected.map((entry) => entry.seq),
  ]);
}

/** Append to the log and show it at once; the time from the tap to the disk is measured. */
export async function append(
  drafts: readonly Draft[],
  photos: readonly NewPhoto[] = [],
  settles?: number,
): Promise<void> {
  performance.mark("qms:tap");
  if (phone === null) {
    // The screen goes away because of a PIN and hands over what it still had.
    hold(drafts, photos, settles);
    throw new OtherVault();
  }
  const its = phone;
  let entries: LogEntry[];
  try {
    entries = await its.append(drafts, new Date(), photos, settles).catch(async (error: unknown) => {
      if (!(error instanceof StorageFull) || photos.length > 0 || !(await its.dropBallast())) throw error;
      toast.value = "answer_low";
      return its.append(drafts, new Date(), photos, settles);
    });
  } catch (error) {
    if (error instanceof OtherVault) {
      hold(drafts, photos, settles);
      onVault();
      throw error;
    }
    // Never silent: what was tapped and is not stored must be said, whoever asked for it.
    if (photos.length === 0) toast.value = error instanceof StorageFull ? "answer_full" : "stored_not";
    console.error(error);
    throw error;
  }
  performance.measure("qms:tap-to-stored", "qms:tap");
  writes += 1;
  const open = view.peek();
  if (open !== null && entries.every((entry) => entry.audit === open.records.audit.uuid)) {
    const changed = new Map(entries.map((entry) => [entry.seq, entry]));
    const kept = open.records.log
      .filter((entry) => !changed.has(entry.seq))
      .map((entry) => (entry.seq === settles ? { ...entry, settled: "mended" as const } : entry));
    const uploads = new Map(open.records.uploads);
    for (const { sha256: sha, audit, media_type, blob } of photos) {
      if (!uploads.has(sha))
        uploads.set(sha, {
          sha256: sha,
          audit,
          media_type,
          size: blob.size,
          state: "absent",
          received: 0,
          reason: null,
        });
    }
    batch(() => show({ ...open.records, log: [...kept, ...entries].sort((a, b) => a.seq - b.seq), uploads }));
  }
  noteCounts(await its.counts());
  channel?.postMessage("changed");
  engine?.changed();
  refreshSoon();
}

let soon: ReturnType<typeof setTimeout> | null = null;

/** Cards and queue follow a little later: the tap itself must not wait for reading every audit. */
function refreshSoon(): void {
  if (soon !== null) clearTimeout(soon);
  soon = setTimeout(() => void refresh(), 300);
}

export function vaultChanged(): void {
  channel?.postMessage("vault");
}

export function storedByEngine(): void {
  channel?.postMessage("changed");
  void refresh();
}

export async function giveUp(seq: number): Promise<void> {
  await currentPhone().giveUp(seq);
  await refresh();
  channel?.postMessage("changed");
}
