/**
 * Forms that are not saved yet: kept at each key, so that a killed browser costs one word at most.
 * In a database of their own and on the disk at once: localStorage is written seconds later. A
 * place begins with the uuid of who typed there; its draft is sealed where a PIN protects that person's data.
 *
 * Beside the drafts lies a mark that names the vault they are sealed for. It is read in the same
 * transaction as a draft is written, so that a tab which has not heard yet of a PIN leaves nothing
 * readable behind, and one which has not heard of its removal seals nothing for keys that are gone.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Codec } from "./sealing";

interface Drafts extends DBSchema {
  drafts: { key: string; value: object };
}

/** What this tab may not write before its person has given the new PIN: in its memory until then. */
const waiting = new Map<string, object>();

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
    const transaction = (await drafts()).transaction("drafts", "readwrite", { durability: "strict" });
    const vault = vaultOf(await transaction.store.get(markOf(place)));
    const sealing = codec();
    if (vault !== null && vault !== sealing?.vault) {
      waiting.set(place, draft);
      return;
    }
    const kept = vault === null ? draft : (sealing?.seal("drafts", draft) ?? draft);
    await Promise.all([transaction.store.put(kept, place), transaction.done]);
    waiting.delete(place);
  } catch {
    opening = null;
  }
}

/** Keep what had to wait for the PIN. */
export async function keepWaitingDrafts(): Promise<void> {
  for (const [place, draft] of waiting) {
    if (place.startsWith(`${owner}/`)) await keepDraft(place, draft);
  }
}

export async function readDraft<Draft extends object>(place: string): Promise<Draft | null> {
  const typed = waiting.get(place);
  if (typed !== undefined) return typed as Draft;
  try {
    const kept = await (await drafts()).get("drafts", place);
    if (kept === undefined) return null;
    const opened = codec()?.open("drafts", kept) ?? kept;
    return "sealed" in opened ? null : (opened as Draft);
  } catch {
    return null;
  }
}

export async function dropDraft(place: string): Promise<void> {
  waiting.delete(place);
  try {
    await (await drafts()).delete("drafts", place);
  } catch {
    // Nothing to drop.
  }
}

/** From here on this person's drafts are sealed for this vault; null: for none. */
export async function markDrafts(vault: string | null): Promise<void> {
  const database = await drafts();
  const transaction = database.transaction("drafts", "readwrite", { durability: "strict" });
  const mark = markOf(`${owner}/`);
  if (vault === null) await transaction.store.delete(mark);
  else await transaction.store.put({ vault }, mark);
  await transaction.done;
}

function markOf(place: string): string {
  return `${place.slice(0, place.indexOf("/"))}/vault`;
}

function vaultOf(mark: object | undefined): string | null {
  return mark !== undefined && "vault" in mark ? String(mark.vault) : null;
}

/** The places of this person's drafts. */
export async function draftKeys(): Promise<string[]> {
  const keys = await drafts().then((database) => database.getAllKeys("drafts"));
  return keys.filter((key) => key.startsWith(`${owner}/`) && key !== markOf(key));
}

/** Keep a draft as drafts are kept now: sealed, or no longer. One transaction: nothing newer is undone. */
export async function rewriteDraft(place: string): Promise<void> {
  const transaction = (await drafts()).transaction("drafts", "readwrite", { durability: "strict" });
  const kept = await transaction.store.get(place);
  const sealing = codec();
  if (kept !== undefined && sealing !== null) {
    try {
      await transaction.store.put(sealing.seal("drafts", sealing.open("drafts", kept)), place);
    } catch {
      // Sealed for a vault that is gone: nobody can open it any more.
      await transaction.store.delete(place);
    }
  }
  await transaction.done;
}

/** Drafts go with the data of the person who typed them. */
export async function dropDraftsOf(person_uuid: string): Promise<void> {
  const database = await drafts();
  for (const key of await database.getAllKeys("drafts")) {
    if (key.startsWith(`${person_uuid}/`)) await database.delete("drafts", key);
  }
}
