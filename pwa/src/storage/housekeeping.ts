/** Making room: what leaves the phone, and when it may (step 7.3). */
import { needsDecision } from "../domain/mutations";
import { isProven, unsentOf } from "../domain/receipt";
import { BALLAST, ballast } from "./ballast";
import { selfIn, type Phone, type Write } from "./phone";
import { ALL_STORES } from "./schema";

/**
 * Free the room of audits that are over: the bytes of photographs go when the server has closed
 * the audit (or taken it away) and everything of it is proven (steps 7.3 and 8.2). The log stays.
 *
 * @returns how many photographs were removed.
 */
export async function tidy(phone: Phone): Promise<number> {
  return phone.write(
    ALL_STORES,
    async (transaction) => {
      let removed = 0;
      const blobs = transaction.objectStore("blobs");
      const refill = (await blobs.getKey(BALLAST)) === undefined;
      for (const audit of await transaction.objectStore("audits").getAll()) {
        const over = audit.gone === true || audit.data.state === "closed" || audit.data.state === "cancelled";
        if (!over) continue;
        const entries = await transaction.objectStore("mutations").index("audit").getAll(audit.uuid);
        const uploads = await transaction.objectStore("uploads").index("audit").getAll(audit.uuid);
        const unsent = unsentOf(entries, uploads);
        const open = entries.some((entry) => needsDecision(entry) || entry.state === "quarantined");
        if (unsent.mutations > 0 || unsent.evidence > 0 || open) continue;
        const mine = entries.length > 0 || uploads.length > 0;
        if (mine && !isProven(await transaction.objectStore("receipts").get(audit.uuid))) continue;
        for (const upload of uploads) {
          if (upload.state !== "verified") continue;
          if ((await transaction.objectStore("blobs").getKey(upload.sha256)) === undefined) continue;
          await transaction.objectStore("blobs").delete(upload.sha256);
          removed += 1;
        }
        if (audit.gone === true) await forget(transaction, audit.uuid);
      }
      if (refill && removed > 0) await blobs.put(ballast());
      return removed;
    },
    "relaxed",
  );
}

/**
 * A revoked device (step 2.3): what was pulled and what the server has verified goes, so that a
 * lost phone shows nothing. The person's own unsent work stays, to be exported.
 */
export async function wipePulled(phone: Phone): Promise<void> {
  await phone.write(ALL_STORES, async (transaction) => {
    for (const store of ["checklists", "answers", "evidence", "findings", "signatures", "audits"] as const) {
      await transaction.objectStore(store).clear();
    }
    for (const upload of await transaction.objectStore("uploads").getAll()) {
      if (upload.state === "verified") await transaction.objectStore("blobs").delete(upload.sha256);
    }
    await transaction.objectStore("meta").put({ ...(await selfIn(transaction)), cursor: null }, "self");
  });
}

async function forget(transaction: Write, audit: string): Promise<void> {
  await transaction.objectStore("audits").delete(audit);
  for (const store of ["answers", "evidence", "findings", "signatures", "checklists"] as const) {
    const keys = await transaction
      .objectStore(store)
      .index("audit" as never)
      .getAllKeys(audit as never);
    for (const key of keys) await transaction.objectStore(store).delete(key as never);
  }
}
