/**
 * Forms that are not saved yet: kept at each key, so that a killed browser costs one word at most.
 * In a database of their own and on the disk at once: localStorage is written seconds later. A
 * place begins with the uuid of who typed there; its draft is sealed where a PIN protects that person's data.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Codec } from "./sealing";

interface Drafts extends DBSchema {
  drafts: { key: string; value: object };
}

let opening: Promise<IDBPDatabase<Drafts>> | null = null;
let owner = "";
let codec: () => Codec | null = () => null;

/** Whose drafts are kept and read from now on. */
export function draftsOf(person_uuid: string, sealing: () => Codec | null): void {
  owner = person_uuid;
  codec = sealing;
}

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
    const kept = codec()?.seal("drafts", draft) ?? draft;
    const transaction = (await drafts()).transaction("drafts", "readwrite", { durability: "strict" });
    await Promise.all([transaction.store.put(kept, place), transaction.done]);
  } catch {
    opening = null;
  }
}

export async function readDraft<Draft extends object>(place: string): Promise<Draft | null> {
  try {
    const kept = await (await drafts()).get("drafts", place);
    if (kept === undefined) return null;
    return (codec()?.open("drafts", kept) ?? kept) as Draft;
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

/** The places of this person's drafts. */
export async function draftKeys(): Promise<string[]> {
  const keys = await drafts().then((database) => database.getAllKeys("drafts"));
  return keys.filter((key) => key.startsWith(`${owner}/`));
}

/** Keep a draft as drafts are kept now: sealed, or no longer. */
export async function rewriteDraft(place: string): Promise<void> {
  const draft = await readDraft(place);
  if (draft !== null) await keepDraft(place, draft);
}

/** Drafts go with the data of the person who typed them. */
export async function dropDraftsOf(person_uuid: string): Promise<void> {
  const database = await drafts();
  for (const key of await database.getAllKeys("drafts")) {
    if (key.startsWith(`${person_uuid}/`)) await database.delete("drafts", key);
  }
}
