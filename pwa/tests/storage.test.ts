/** What the phone keeps, and what it does when the browser takes something away. */
import { beforeEach, describe, expect, test } from "vitest";
import { openDB } from "idb";
import { Connection, NoStorage, StorageFull } from "../src/storage/connection";
import { exportUnsent } from "../src/storage/export";
import { Phone } from "../src/storage/phone";
import { readAudit, storePage, type PulledPage } from "../src/storage/pulled";
import * as messages from "../src/sync/messages";
import { DATABASE_VERSION, databaseName } from "../src/storage/schema";
import { ANNA, AUDIT, NOON, answer, attach, auditChange, freshPhone, newId } from "./harness";

let phone: Phone;
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

beforeEach(async () => {
  await freshPhone();
  phone = new Phone(ANNA, newId);
  await phone.self();
});

describe("the log", () => {
  test("numbers count from 1 by one, whatever is appended at once (3.1)", async () => {
    await Promise.all([phone.append([answer("q1"), answer("q2")], NOON), phone.append([answer("q3")], NOON)]);
    expect((await phone.log()).map((entry) => entry.seq)).toEqual([1, 2, 3]);
  });

  test("typing grows one line while nobody has seen it", async () => {
    await phone.append([answer("q1", "nonconforming", "B")], NOON);
    await phone.append([answer("q1", "nonconforming", "Brak podpisu")], later(3));
    const log = await phone.log();
    expect(log).toHaveLength(1);
    expect(log[0]?.mutation.args).toMatchObject({ note: "Brak podpisu" });
  });

  test.each([
    ["another value is another record", answer("q1", "conforming", "B"), 3],
    ["another question is another record", answer("q2", "nonconforming", "B"), 3],
    ["a minute later is another sitting", answer("q1", "nonconforming", "B"), 61],
  ])("%s", async (_name, draft, seconds) => {
    await phone.append([answer("q1", "nonconforming", "B")], NOON);
    await phone.append([draft], later(seconds));
    expect(await phone.log()).toHaveLength(2);
  });

  test("what was handed to the network never changes again (4.2.2)", async () => {
    await phone.append([answer("q1", "nonconforming", "B")], NOON);
    await phone.takeWaiting(10, 1e6, NOON);
    await phone.append([answer("q1", "nonconforming", "Brak")], later(1));
    expect((await phone.log()).map((entry) => entry.mutation.args)).toMatchObject([
      { note: "B" },
      { note: "Brak" },
    ]);
  });

  test("a push is cut by count and by bytes, but never empty", async () => {
    await phone.append([answer("q1", "x", "a".repeat(5_000)), answer("q2"), answer("q3")], NOON);
    expect(await phone.takeWaiting(10, 100, NOON)).toHaveLength(1);
    expect(await phone.takeWaiting(2, 1e6, NOON)).toHaveLength(2);
  });

  test("mending a rejected line settles it in the transaction of the new answer", async () => {
    const [line] = await phone.append([answer("q1", "wrong")], NOON);
    if (line === undefined) throw new Error("nothing was appended");
    const reason = { code: "sync.value_invalid", message: "", way_out: null };
    await phone.keepReceipts(
      [{ id: line.id, seq: 1, status: "rejected", replayed: false, reason, result: {} }],
      null,
    );
    expect((await phone.counts()).rejected).toBe(1);
    await phone.append([answer("q1")], NOON, [], 1);
    expect((await phone.counts()).rejected).toBe(0);
    expect((await phone.log())[0]).toMatchObject({ state: "rejected", settled: "mended" });
  });

  test("a receipt of a mutation this phone never made changes nothing", async () => {
    await phone.append([answer("q1")], NOON);
    await phone.keepReceipts(
      [{ id: "other", seq: 1, status: "applied", replayed: false, reason: null, result: {} }],
      null,
    );
    expect((await phone.log())[0]?.state).toBe("waiting");
  });
});

describe("a photograph is whole or absent", () => {
  const blob = new Blob([new Uint8Array(10)]);

  test("bytes and mutation stand together", async () => {
    await phone.append([attach("aa", 10, newId())], NOON, [
      { sha256: "aa", blob, audit: AUDIT, media_type: "image/jpeg" },
    ]);
    expect(await phone.counts()).toMatchObject({ mutations: 1, evidence: 1 });
    expect((await phone.blob("aa"))?.size).toBe(10);
  });

  test("a failure in the middle leaves neither", async () => {
    const uncloneable = { ...attach("aa", 10, newId()), args: { broken: () => 1, audit: AUDIT } } as never;
    await expect(
      phone.append([answer("q1"), uncloneable], NOON, [
        { sha256: "aa", blob, audit: AUDIT, media_type: "image/jpeg" },
      ]),
    ).rejects.toThrow();
    expect(await phone.log()).toEqual([]);
    expect(await phone.blob("aa")).toBeNull();
    expect((await phone.self()).next_seq).toBe(1);
  });

  test("a full storage is said as such and stores nothing", async () => {
    await expect(
      phone.write(["meta"], () => Promise.reject(new DOMException("full", "QuotaExceededError"))),
    ).rejects.toBeInstanceOf(StorageFull);
  });
});

describe("the browser takes something away", () => {
  test("a connection that died is opened again and the write repeated", async () => {
    await phone.connection.use((database) => Promise.resolve(database.close()));
    await phone.append([answer("q1")], NOON);
    expect(await phone.log()).toHaveLength(1);
  });

  test("no IndexedDB is said as such", async () => {
    const kept = globalThis.indexedDB;
    try {
      Reflect.deleteProperty(globalThis, "indexedDB");
      await expect(new Connection("x").use(() => Promise.resolve(1))).rejects.toBeInstanceOf(NoStorage);
    } finally {
      globalThis.indexedDB = kept;
    }
  });

  test("an old tab steps aside for a newer version, and nothing hangs or is lost", async () => {
    const news: string[] = [];
    const old = new Phone(ANNA, newId, (what) => news.push(what));
    await old.append([answer("q1")], NOON);
    await phone.connection.close();
    const newer = await openDB(databaseName(ANNA.uuid), DATABASE_VERSION + 1);
    expect(news).toEqual(["superseded"]);
    expect(await newer.count("mutations")).toBe(1);
    newer.close();
  });
});

test("changes and cursor are stored together or not at all (7.3)", async () => {
  const broken = { ...auditChange(), uuid: undefined } as never;
  await expect(
    storePage(phone, { cursor: "next", more: false, changes: [auditChange(), broken] }, "now"),
  ).rejects.toThrow();
  expect((await phone.self()).cursor).toBeNull();
  expect(await phone.connection.use((database) => database.count("audits"))).toBe(0);
});

test("whose phone holds work is kept with its audit, replaced by every pull, and no news when it is the same (7.7)", async () => {
  const held = {
    audit: AUDIT,
    person: { uuid: "p", name: "Piotr" },
    label: "Pixel",
    mutations: 12,
    evidence: 3,
    since: null,
    seen_at: "2026-11-23T08:00:00Z",
  };
  const pull = (more: Partial<PulledPage>) =>
    storePage(phone, { cursor: "c", more: false, changes: [], ...more }, "now");
  const kept = async () => (await readAudit(phone, AUDIT))?.audit.phones ?? [];
  const body = { cursor: "c", more: false, changes: [], phones: [held, { ...held, person: null }, 7] };
  expect(messages.page(body)?.phones).toEqual([held]);
  expect(await pull({ changes: [auditChange()], phones: [held] })).toBe(true);
  expect(await kept()).toEqual([held]);
  expect(await pull({ phones: [held] })).toBe(false);
  // The audit itself changes: what is told of phones stays as the same page tells it.
  expect(await pull({ changes: [auditChange()], phones: [held] })).toBe(true);
  expect(await kept()).toEqual([held]);
  expect(await pull({})).toBe(true);
  expect(await kept()).toEqual([]);
});

test("the export holds every unsent line and photograph, and reads back", async () => {
  const bytes = new Uint8Array(100_000).map((_, at) => at % 256);
  await phone.append([answer("q1", "conforming", "„Zażółć”"), attach("aa", bytes.length, newId())], NOON, [
    { sha256: "aa", blob: new Blob([bytes]), audit: AUDIT, media_type: "image/jpeg" },
  ]);
  const file = JSON.parse(await (await exportUnsent(phone)).text()) as {
    mutations: unknown[];
    photographs: Record<string, string>;
  };
  expect(file.mutations).toHaveLength(2);
  expect(Buffer.from(file.photographs["aa"] ?? "", "base64")).toEqual(Buffer.from(bytes));
});

test("the ballast is real room, thrown overboard once", async () => {
  expect((await phone.blob("ballast"))?.size).toBe(2_000_000);
  expect(await phone.dropBallast()).toBe(true);
  expect(await phone.dropBallast()).toBe(false);
  expect(await phone.blob("ballast")).toBeNull();
});
