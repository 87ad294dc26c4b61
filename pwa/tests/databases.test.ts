/**
 * Phones in the field hold databases of every version that was released. Each lies under `databases/`
 * as that version left it, with work that was not sent; none is ever changed again.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDB } from "idb";
import { beforeEach, describe, expect, test } from "vitest";
import { Phone } from "../src/storage/phone";
import { DATABASE_VERSION, databaseName } from "../src/storage/schema";
import { protect } from "../src/storage/vault";
import { ANNA, Handset, World, auditChange, freshPhone, newId } from "./harness";

interface Released {
  readonly version: number;
  readonly stores: readonly { name: string; keyPath: string | string[] | null; indexes: string[] }[];
  readonly records: Readonly<Record<string, readonly { key?: string; value?: object; text?: string }[]>>;
}

const FOLDER = join(import.meta.dirname, "databases");
const RELEASED = readdirSync(FOLDER)
  .sort()
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name), "utf-8")) as Released);

/** The phone as that version left it. */
async function asLeft(released: Released): Promise<void> {
  const database = await openDB(databaseName(ANNA.uuid), released.version, {
    upgrade: (made) => {
      for (const { name, keyPath, indexes } of released.stores) {
        const store = made.createObjectStore(name, keyPath === null ? {} : { keyPath });
        for (const index of indexes) {
          const path = index.replace("!", "");
          store.createIndex(path, path, { unique: index.endsWith("!") });
        }
      }
    },
  });
  for (const [store, records] of Object.entries(released.records)) {
    for (const record of records) {
      const { text, key, value, ...rest } = record;
      if (key !== undefined) await database.put(store, value, key);
      else await database.put(store, text === undefined ? rest : { ...rest, blob: new Blob([text]) });
    }
  }
  database.close();
}

beforeEach(freshPhone);

test("there is one for each version but the present one", () => {
  expect(RELEASED.map((one) => one.version)).toEqual(
    Array.from({ length: DATABASE_VERSION - 1 }, (_, at) => at + 1),
  );
});

describe.each(RELEASED)("a database of version $version", (released) => {
  test("opens with everything in it, and its queue is sent under its own numbers", async () => {
    await asLeft(released);
    const world = new World();
    world.server.publish(auditChange());
    const handset = new Handset(world);
    const { device, next_seq } = await handset.phone.self();
    const log = await handset.phone.log();
    expect(device).toBe("7a3c1f0e-2b44-4f0a-8d7e-1c9b5a6e2d01");
    expect(log).toHaveLength(next_seq - 1);
    expect(await handset.phone.counts()).toMatchObject({ mutations: 3, evidence: 1 });
    const [upload] = await handset.phone.uploads();
    expect(await (await handset.phone.blob(upload?.sha256 ?? ""))?.text()).toBe("Zdjęcie z wersji pierwszej");

    // The server is a new one: it asks for what it lost, and gets all of it.
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["applied", "applied", "applied", "applied"]);
    expect((await handset.phone.uploads())[0]?.state).toBe("verified");
    expect((await handset.phone.log()).map(({ id }) => id)).toEqual(log.map(({ id }) => id));
  });

  test("can be protected by a PIN like a new one", async () => {
    await asLeft(released);
    const phone = new Phone(ANNA, newId);
    await protect(phone, "482915", undefined, 1_000);
    expect(await phone.counts()).toMatchObject({ mutations: 3, evidence: 1 });
    expect((await phone.log())[2]?.mutation.args).toMatchObject({ note: "tylko tutaj" });
  });
});

test("a server that wants a newer application still takes the queue (1.3)", async () => {
  const [released] = RELEASED;
  if (released === undefined) throw new Error("no released database");
  await asLeft(released);
  const world = new World();
  world.server.publish(auditChange());
  world.server.protocol = { minimum: 2, maximum: 3 };
  const handset = new Handset(world);
  await handset.engine.sendNow();
  expect(handset.status?.update_wanted).toBe(true);
  expect(await handset.phone.counts()).toMatchObject({ mutations: 0, evidence: 0 });
});
