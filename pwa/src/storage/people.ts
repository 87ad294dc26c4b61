/** Who uses this phone: remembered beside the databases, so that it opens without a network. */
import { openDB } from "idb";
import { dropDraftsOf } from "./drafts";
import { databaseName, type PhoneDatabase, type Self } from "./schema";

/** What is remembered of a person; counts are as of the last write, to notice a cleared database. */
export interface KnownPerson {
  readonly uuid: string;
  readonly name: string;
  readonly locale: "pl" | "en";
  readonly device: string | null;
  readonly mutations: number;
  readonly evidence: number;
}

interface People {
  readonly last: string | null;
  readonly people: Readonly<Record<string, KnownPerson>>;
}

const KEY = "qms-phone";

function read(): People {
  try {
    const text = localStorage.getItem(KEY);
    const people = text === null ? null : (JSON.parse(text) as Partial<People>);
    return { last: people?.last ?? null, people: people?.people ?? {} };
  } catch {
    return { last: null, people: {} };
  }
}

function write(people: People): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(people));
  } catch {
    // Remembering is a convenience; the databases hold the work.
  }
}

export function lastPerson(): KnownPerson | null {
  const { last, people } = read();
  return last === null ? null : (people[last] ?? null);
}

/**
 * The person whose database is here though they are not remembered: a browser writes localStorage
 * seconds late, so one that is killed then forgets who was here, but nothing of what they did.
 */
export async function forgottenPerson(): Promise<KnownPerson | null> {
  const { people } = read();
  let found: Self | null = null;
  for (const { name = "" } of (await indexedDB.databases?.().catch(() => [])) ?? []) {
    const uuid = /^qms-([0-9a-f]{8}-[0-9a-f-]{27})$/.exec(name)?.[1];
    if (uuid === undefined || people[uuid] !== undefined) continue;
    const self = await selfOf(name).catch(() => null);
    if (self !== null && (self.synced_at ?? "") >= (found?.synced_at ?? "")) found = self;
  }
  return found === null ? null : remember({ ...found.person, device: found.device });
}

async function selfOf(name: string): Promise<Self | null> {
  const database = await openDB<PhoneDatabase>(name);
  try {
    return (await database.get("meta", "self")) ?? null;
  } finally {
    database.close();
  }
}

export function knownPeople(): KnownPerson[] {
  return Object.values(read().people);
}

export function remember(
  person: Pick<KnownPerson, "uuid"> & Partial<KnownPerson>,
  as_last = true,
): KnownPerson {
  const { last, people } = read();
  const before = people[person.uuid] ?? {
    uuid: person.uuid,
    name: "",
    locale: "pl" as const,
    device: null,
    mutations: 0,
    evidence: 0,
  };
  const now: KnownPerson = { ...before, ...person };
  write({ last: as_last ? person.uuid : last, people: { ...people, [person.uuid]: now } });
  return now;
}

/** Nobody opens by themselves any more; databases and counts stay. */
export function forgetLast(): void {
  write({ ...read(), last: null });
}

/** Remove a person's data from this phone. Only after everything is proven, or by their own word. */
export async function erase(uuid: string): Promise<void> {
  const { last, people } = read();
  const rest = Object.fromEntries(Object.entries(people).filter(([key]) => key !== uuid));
  write({ last: last === uuid ? null : last, people: rest });
  await removeDatabase(uuid);
}

/** The data goes, the note beside it stays: what was unsent in it is counted as lost, to the lead too. */
export async function removeDatabase(uuid: string): Promise<void> {
  await dropDraftsOf(uuid).catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(databaseName(uuid));
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error("not deleted"));
    request.onblocked = () => resolve();
  });
}
