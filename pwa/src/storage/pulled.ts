/** What the server sent: stored together with the cursor, read back as one audit's records. */
import type { Change, HoldingPhone, Person, RecordType, Stored, Upload } from "../domain/records";
import type { AuditRecords } from "../domain/view";
import { selfIn, type Phone, type Write } from "./phone";
import { ALL_STORES, type PhoneStore } from "./schema";

/** One page of a pull (step 7.1). */
export interface PulledPage {
  readonly cursor: string;
  readonly more: boolean;
  readonly changes: readonly Change[];
  readonly reset?: boolean;
  /** With the last page: which other phones of the team hold something (step 7.7). */
  readonly phones?: readonly HoldingPhone[];
}

const STORE_OF: { readonly [Type in RecordType]: (PhoneStore & `${string}s`) | "evidence" } = {
  audit: "audits",
  checklist: "checklists",
  answer: "answers",
  evidence: "evidence",
  finding: "findings",
  signature: "signatures",
};
const PULLED = Object.values(STORE_OF);

/**
 * Store a page and its cursor in one transaction (step 7.3).
 *
 * A reset replaces what was pulled and keeps the queue. What it replaces is swept only when its last
 * page has come, so that an auditor who loses the network midway still holds the whole checklist.
 *
 * @returns whether anything is other than before.
 */
export async function storePage(phone: Phone, page: PulledPage, synced_at: string): Promise<boolean> {
  return phone.write(
    ALL_STORES,
    async (transaction) => {
      let self = await selfIn(transaction);
      if (page.reset === true) self = { ...self, generation: self.generation + 1, sweeping: true };
      for (const change of page.changes) {
        const store = transaction.objectStore(STORE_OF[change.type]);
        if (change.deleted !== true) {
          const { uuid, audit, version, data } = change;
          const record = { uuid, audit, version, data, pulled_in: self.generation };
          await store.put(record as never);
          if (change.type === "evidence" && change.data.state === "verified") {
            await noteVerified(transaction.objectStore("uploads"), change.data.sha256);
          }
        } else if (change.type === "audit") {
          const known = await transaction.objectStore("audits").get(change.uuid);
          // Kept, marked and read-only until everything of it is safe: `tidy` removes it then.
          if (known !== undefined)
            await transaction.objectStore("audits").put({ ...known, gone: true, pulled_in: self.generation });
        } else {
          const key = change.type === "checklist" ? [change.audit, change.uuid] : change.uuid;
          await store.delete(key as never);
        }
      }
      if (self.sweeping && !page.more) {
        for (const name of PULLED) {
          for (
            let cursor = await transaction.objectStore(name).openCursor();
            cursor !== null;
            cursor = await cursor.continue()
          ) {
            const value = cursor.value as Stored<RecordType>;
            if (value.pulled_in >= self.generation) continue;
            if (name === "audits") await cursor.update({ ...value, gone: true } as never);
            else await cursor.delete();
          }
        }
        self = { ...self, sweeping: false };
      }
      const told = !page.more && (await keepPhones(transaction, page.phones ?? []));
      await transaction.objectStore("meta").put({ ...self, cursor: page.cursor, synced_at }, "self");
      return told || page.changes.length > 0;
    },
    "relaxed",
  );
}

/** What was told before is replaced; it lies with the audit, sealed where that is. */
async function keepPhones(transaction: Write, phones: readonly HoldingPhone[]): Promise<boolean> {
  const audits = transaction.objectStore("audits");
  let changed = false;
  for (const known of await audits.getAll()) {
    const its = phones.filter((one) => one.audit === known.uuid);
    if (JSON.stringify(its) === JSON.stringify(known.phones ?? [])) continue;
    await audits.put({ ...known, phones: its });
    changed = true;
  }
  return changed;
}

async function noteVerified(
  uploads: {
    get(key: string): Promise<Upload | undefined>;
    put?: ((value: Upload) => Promise<unknown>) | undefined;
  },
  sha256: string,
): Promise<void> {
  const upload = await uploads.get(sha256);
  if (upload !== undefined && upload.state !== "verified") {
    await uploads.put?.({ ...upload, state: "verified", received: upload.size, reason: null });
  }
}

export async function readAudits(phone: Phone): Promise<Stored<"audit">[]> {
  return phone.connection.use((database) => database.getAll("audits"));
}

/** Everything of one audit in one reading, so that it is of one moment; null when it is not here. */
export async function readAudit(phone: Phone, uuid: string): Promise<AuditRecords | null> {
  return phone.connection.use(async (database) => {
    const transaction = database.transaction([...ALL_STORES]);
    const [self, audit, checklists, answers, evidence, findings, signatures, log, uploads, receipt] =
      await Promise.all([
        transaction.objectStore("meta").get("self"),
        transaction.objectStore("audits").get(uuid),
        transaction.objectStore("checklists").index("audit").getAll(uuid),
        transaction.objectStore("answers").index("audit").getAll(uuid),
        transaction.objectStore("evidence").index("audit").getAll(uuid),
        transaction.objectStore("findings").index("audit").getAll(uuid),
        transaction.objectStore("signatures").index("audit").getAll(uuid),
        transaction.objectStore("mutations").index("audit").getAll(uuid),
        transaction.objectStore("uploads").index("audit").getAll(uuid),
        transaction.objectStore("receipts").get(uuid),
      ]);
    if (audit === undefined || self === undefined) return null;
    const pinned = audit.data.checklist;
    const checklist = checklists.find(
      (item) =>
        pinned === null || item.uuid === pinned.uuid || item.data.content_hash === pinned.content_hash,
    );
    const person: Person = self.person;
    return {
      person,
      device: self.device,
      audit,
      checklist: checklist?.data ?? null,
      answers,
      evidence,
      findings,
      signatures,
      log,
      receipt,
      uploads: new Map(uploads.map((upload) => [upload.sha256, upload])),
    };
  });
}
