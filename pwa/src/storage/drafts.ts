/**
 * Forms that are not saved yet: kept at each key, so that a killed browser costs one word at most.
 * In a database of their own and on the disk at once: localStorage is written seconds later.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

interface Drafts extends DBSchema {
  drafts: { key: string; value: object };
}

let opening: Promise<IDBPDatabase<Drafts>> | null = null;

function drafts(): Promise<IDBPDatabase<Drafts>> {
  opening ??= openDB<Drafts>("qms-drafts", 1, {
    upgrade: (database) => void database.createObjectStore("drafts"),
    blocking: (_current, _blocked, event) => {
      (event.target as IDBDatabase).close();
      opening = null;
    },
    terminated: () => {
      opening = null;
    },
  }).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

/** A draft is a courtesy: where it cannot be kept, the form itself still holds the text. */
export async function keepDraft(place: string, draft: object): Promise<void> {
  try {
    const transaction = (await drafts()).transaction("drafts", "readwrite", { durability: "strict" });
    await Promise.all([transaction.store.put(draft, place), transaction.done]);
  } catch {
    opening = null;
  }
}

export async function readDraft<Draft extends object>(place: string): Promise<Draft | null> {
  try {
    return ((await (await drafts()).get("drafts", place)) as Draft | undefined) ?? null;
  } catch {
    return null;
  }
}

export async function dropDraft(place: string): Promise<void> {
  try {
    await (await drafts()).delete("drafts", place);
  } catch {
    // Nothing to drop.
  }
}
