/** A PIN: nothing readable lies on the phone, nothing is lost on the way there and back. */
import { openDB } from "idb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { draftsOf, keepDraft, readDraft } from "../src/storage/drafts";
import { exportUnsent } from "../src/storage/export";
import { Phone } from "../src/storage/phone";
import { readAudit, storePage } from "../src/storage/pulled";
import { databaseName } from "../src/storage/schema";
import { changePin, pinProblem, protect, unlock, unprotect, waitOf } from "../src/storage/vault";
import { codeToSend, readVault } from "../src/storage/vault_record";
import { ANNA, AUDIT, Handset, NOON, World, answer, attach, auditChange, freshPhone, newId } from "./harness";

const FEW = 1_000;
const PIN = "482915";
const BYTES = new TextEncoder().encode("JPEG Zażółć tajne zdjęcie ".repeat(40));
let phone: Phone;

beforeEach(async () => {
  await freshPhone();
  phone = new Phone(ANNA, newId);
  await phone.self();
  draftsOf(ANNA.uuid, () => phone.connection.codec);
  await storePage(phone, { cursor: "c", more: false, changes: [auditChange()] }, NOON.toISOString());
  await phone.append(
    [answer("q1", "nonconforming", "Tajna notatka"), attach("aa", BYTES.length, newId())],
    NOON,
    [{ sha256: "aa", blob: new Blob([BYTES]), audit: AUDIT, media_type: "image/jpeg" }],
  );
  await keepDraft(`${ANNA.uuid}/${AUDIT}/new`, { statement: "Tajny szkic" });
});

/** Every byte of everything that lies in all databases, as text. */
async function onTheDisk(): Promise<string> {
  const texts: string[] = [];
  for (const { name = "" } of await indexedDB.databases()) {
    const database = await openDB(name);
    for (const store of database.objectStoreNames) texts.push(await textOf(await database.getAll(store)));
    database.close();
  }
  return texts.join("\n");
}

async function textOf(value: unknown): Promise<string> {
  if (value instanceof Blob) return new TextDecoder().decode(await value.arrayBuffer());
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return (await Promise.all(value.map(textOf))).join(" ");
  if (typeof value === "object" && value !== null)
    return (await Promise.all(Object.entries(value).flatMap((pair) => pair.map(textOf)))).join(" ");
  return String(value);
}

const SECRETS = ["Tajna notatka", "nonconforming", "Nadzór", "AW/2026/07", "tajne zdjęcie", "Tajny szkic"];

async function isWhole(of: Phone): Promise<void> {
  expect((await of.log())[0]?.mutation.args).toMatchObject({ note: "Tajna notatka" });
  expect((await readAudit(of, AUDIT))?.audit.data.title).toBe("Nadzór");
  expect(new Uint8Array((await (await of.blob("aa"))?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(BYTES);
  expect(await readDraft(`${ANNA.uuid}/${AUDIT}/new`)).toEqual({ statement: "Tajny szkic" });
  expect(await of.counts()).toMatchObject({ mutations: 2, evidence: 1, since: NOON.toISOString() });
}

async function anew(secret: string, by: "pin" | "code" = "pin"): Promise<Phone> {
  await phone.connection.close();
  phone = new Phone(ANNA, newId);
  draftsOf(ANNA.uuid, () => phone.connection.codec);
  expect(await unlock(phone, secret, by)).toBe("opened");
  return phone;
}

test("without a PIN the words lie there, so that the next test can fail", async () => {
  const disk = await onTheDisk();
  for (const secret of SECRETS) expect(disk).toContain(secret);
});

describe("with a PIN", () => {
  test("no word, no photograph and no draft lies there to be read, and all is there to its person", async () => {
    await protect(phone, PIN, undefined, FEW);
    await phone.append([answer("q2", "x", "Tajna notatka dwa")], NOON);
    const disk = await onTheDisk();
    for (const secret of SECRETS) expect(disk).not.toContain(secret);
    expect((await readVault(phone))?.phase).toBe("sealed");
    await anew(PIN);
    expect((await phone.log())[2]?.mutation.args).toMatchObject({ note: "Tajna notatka dwa" });
  });

  test("typing grows one line, receipts and settling work on sealed lines", async () => {
    await protect(phone, PIN, undefined, FEW);
    await phone.append([answer("q3", "x", "B")], NOON);
    await phone.append([answer("q3", "x", "Brak")], NOON);
    const log = await phone.log();
    expect(log).toHaveLength(3);
    const receipt = {
      id: log[2]?.id ?? "",
      seq: 3,
      status: "applied" as const,
      replayed: false,
      reason: null,
      result: {},
    };
    await phone.keepReceipts([receipt], null);
    expect((await phone.log()).map((entry) => entry.state)).toEqual(["waiting", "waiting", "applied"]);
    expect(await onTheDisk()).not.toContain("Brak");
  });

  test("a whole synchronisation goes as without one", async () => {
    const world = new World();
    world.server.publish(auditChange());
    const handset = new Handset(world);
    await handset.phone.self("Telefon");
    await protect(handset.phone, PIN, undefined, FEW);
    await handset.phone.append([answer("q9", "conforming", "Tajna notatka")], NOON);
    await handset.engine.sendNow();
    expect((await handset.states()).at(-1)).toBe("applied");
    expect(await onTheDisk()).not.toContain("AW/2026/07");
  });

  test("a record that was moved to another place does not open", async () => {
    await protect(phone, PIN, undefined, FEW);
    await phone.connection.raw(async (database) => {
      const [one, two] = await database.getAll("mutations");
      await database.put("mutations", {
        ...two,
        ...{ sealed: (one as unknown as { sealed: unknown }).sealed },
      } as never);
    });
    await expect(phone.log()).rejects.toThrow();
  });

  test("what cannot be shown as a file of one's own is exported readable", async () => {
    await protect(phone, PIN, undefined, FEW);
    expect(await (await exportUnsent(phone)).text()).toContain("Tajna notatka");
  });

  test("a tab that does not know of the PIN writes nothing beside it", async () => {
    const other = new Phone(ANNA, newId);
    await other.self();
    await protect(phone, PIN, undefined, FEW);
    await expect(other.append([answer("q2")], NOON)).rejects.toThrow("another tab");
    expect(await phone.log()).toHaveLength(2);
  });
});

describe("opening", () => {
  test("wrong PINs wait longer and longer, and nothing is ever deleted", async () => {
    await protect(phone, PIN, undefined, FEW);
    await phone.connection.close();
    phone = new Phone(ANNA, newId);
    draftsOf(ANNA.uuid, () => phone.connection.codec);
    let now = NOON.getTime();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      expect(await unlock(phone, "000000", "pin", now)).toBe("wrong");
      const vault = await readVault(phone);
      waits.push(vault === null ? -1 : waitOf(vault, now));
      now += waits[attempt] ?? 0;
    }
    expect(waits).toEqual([0, 0, 5_000, 15_000, 60_000, 300_000, 900_000, 900_000, 900_000]);
    expect(await unlock(phone, PIN, "pin", now - 1)).toBe("wait");
    // A clock set back to before the failures does not lock the person out for longer.
    const vault = await readVault(phone);
    expect(waitOf(vault as never, NOON.getTime() - 1e9)).toBe(900_000);
    expect(await unlock(phone, PIN, "pin", now)).toBe("opened");
    await isWhole(phone);
  });

  test("the recovery code opens too, however it was written down, and makes room for a new PIN", async () => {
    const code = await protect(phone, PIN, undefined, FEW);
    expect(await codeToSend(phone)).toBe(code.replaceAll("-", ""));
    await anew(code.toLowerCase().replaceAll("-", " "), "code");
    await isWhole(phone);
    expect(await changePin(phone, code, "code", "731946")).toBe("done");
    await anew("731946");
    await isWhole(phone);
  });

  test.each([
    ["12345", "pin_short"],
    ["111111", "pin_simple"],
    ["123456", "pin_simple"],
    ["987654", "pin_simple"],
    ["482915", null],
    ["zielony rower", null],
  ])("%s as a PIN: %s", (pin, problem) => expect(pinProblem(pin)).toBe(problem));
});

describe("a wrong PIN where it is changed or taken away", () => {
  test("is counted and makes wait as it does on the lock", async () => {
    await protect(phone, PIN, undefined, FEW);
    let now = NOON.getTime();
    expect(await changePin(phone, "000000", "pin", "731946", now)).toBe("wrong");
    expect(await unprotect(phone, "000000", undefined, now)).toBe("wrong");
    expect(await changePin(phone, "000000", "pin", "731946", now)).toBe("wrong");
    expect((await readVault(phone))?.failures).toBe(3);
    expect(await unprotect(phone, PIN, undefined, now + 4_999)).toBe("wait");
    expect(await changePin(phone, PIN, "pin", "731946", now + 4_999)).toBe("wait");
    expect(await unlock(phone, PIN, "pin", now + 4_999)).toBe("wait");
    now += 5_000;
    expect(await changePin(phone, PIN, "pin", "731946", now)).toBe("done");
    expect((await readVault(phone))?.failures).toBe(0);
    await anew("731946");
    await isWhole(phone);
  });

  test("two tabs have not two attempts at once", async () => {
    await protect(phone, PIN, undefined, FEW);
    const tries = await Promise.all(
      Array.from({ length: 6 }, () => changePin(phone, "000000", "pin", "731946", NOON.getTime())),
    );
    expect(tries.filter((one) => one === "wrong")).toHaveLength(3);
    expect(tries.filter((one) => one === "wait")).toHaveLength(3);
  });
});

describe("typing in another tab", () => {
  const place = `${ANNA.uuid}/${AUDIT}/q1`;
  let tab: typeof import("../src/storage/drafts");
  let other: Phone;

  beforeEach(async () => {
    vi.resetModules();
    tab = await import("../src/storage/drafts");
    other = new Phone(ANNA, newId);
    tab.draftsOf(ANNA.uuid, () => other.connection.codec);
  });

  test("while a PIN is set: nothing stays readable, and what was typed is there after the PIN", async () => {
    await tab.keepDraft(place, { statement: "Tajny początek" });
    let typing: Promise<void> | null = null;
    await protect(
      phone,
      PIN,
      () => {
        typing ??= tab.keepDraft(place, { statement: "Tajny początek i koniec" });
      },
      FEW,
    );
    await (typing as Promise<void> | null);
    const disk = await onTheDisk();
    for (const secret of [...SECRETS, "Tajny początek"]) expect(disk).not.toContain(secret);
    expect(await tab.readDraft(place)).toEqual({ statement: "Tajny początek i koniec" });
    // Its person gives the PIN in the other tab: what had to wait is kept, sealed.
    await unlock(other, PIN);
    await tab.keepWaitingDrafts();
    expect(await onTheDisk()).not.toContain("Tajny początek");
    expect(await readDraft(place)).toEqual({ statement: "Tajny początek i koniec" });
  });

  test("while it is taken away: nothing is sealed for keys that are gone", async () => {
    await protect(phone, PIN, undefined, FEW);
    await unlock(other, PIN);
    await tab.keepDraft(place, { statement: "Początek" });
    let typing: Promise<void> | null = null;
    expect(
      await unprotect(phone, PIN, () => {
        typing ??= tab.keepDraft(place, { statement: "Początek i koniec" });
      }),
    ).toBe("done");
    await (typing as Promise<void> | null);
    phone = new Phone(ANNA, newId);
    draftsOf(ANNA.uuid, () => phone.connection.codec);
    expect(await readDraft(place)).toEqual({ statement: "Początek i koniec" });
    await isWhole(phone);
  });
});

describe("killed in the middle", () => {
  class Killed extends Error {}
  const killAt = (moment: number) => (done: number) => {
    if (done >= moment) throw new Killed();
  };

  test.each([1, 2, 3, 4, 5])(
    "of setting, after step %i: readable by the PIN, and finished then",
    async (moment) => {
      await protect(phone, PIN, killAt(moment), FEW).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await anew(PIN);
      await isWhole(phone);
      expect((await readVault(phone))?.phase).toBe("sealed");
      const disk = await onTheDisk();
      for (const secret of SECRETS) expect(disk).not.toContain(secret);
    },
  );

  test.each([1, 3, 5])(
    "of taking it away, after step %i: the PIN is asked once more, then it is gone",
    async (moment) => {
      await protect(phone, PIN, undefined, FEW);
      await unprotect(phone, PIN, killAt(moment)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await anew(PIN);
      expect(await readVault(phone)).toBeNull();
      await isWhole(phone);
    },
  );
});

test("taking the PIN away needs it", async () => {
  await protect(phone, PIN, undefined, FEW);
  expect(await unprotect(phone, "999999")).toBe("wrong");
  expect(await unprotect(phone, PIN)).toBe("done");
  await isWhole(phone);
  const plain = await openDB(databaseName(ANNA.uuid));
  expect((await plain.getAll("mutations"))[0]).not.toHaveProperty("sealed");
  plain.close();
});

describe("two tabs", () => {
  test("while the PIN is taken away in one, the other seals nothing whose keys will be gone", async () => {
    await protect(phone, PIN, undefined, FEW);
    const other = new Phone(ANNA, newId);
    await unlock(other, PIN);
    const refused: unknown[] = [];
    let writing: Promise<unknown> | null = null;
    await unprotect(phone, PIN, () => {
      writing ??= other.append([answer("q2", "yes", "Z drugiej karty")], NOON).catch((e) => refused.push(e));
    });
    await writing;
    // Nothing was stored, and the form that was to be stored is told so; what is stored can be read.
    expect(refused).toHaveLength(1);
    await phone.connection.close();
    phone = new Phone(ANNA, newId);
    await isWhole(phone);
  });

  test("a photograph sealed just before the PIN is taken away is not stored without its keys", async () => {
    await protect(phone, PIN, undefined, FEW);
    const photo = { sha256: "bb", blob: new Blob([BYTES]), audit: AUDIT, media_type: "image/jpeg" };
    const sealPhoto = phone.connection.codec!.sealPhoto.bind(phone.connection.codec);
    phone.connection.codec!.sealPhoto = async (...given) => {
      const sealed = await sealPhoto(...given);
      await unprotect(phone, PIN);
      return sealed;
    };
    const adding = phone.append([attach("bb", BYTES.length, newId())], NOON, [photo]);
    await expect(adding).rejects.toThrow("another tab");
    await isWhole(phone);
  });

  test("a PIN changed while another tab opens by the old one stays changed", async () => {
    const code = await protect(phone, PIN, undefined, FEW);
    const other = new Phone(ANNA, newId);
    await Promise.all([unlock(other, PIN), changePin(phone, code, "code", "731946")]);
    await other.connection.close();
    await anew("731946");
    await isWhole(phone);
  });
});
