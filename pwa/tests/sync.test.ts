/** The engine against a hostile world. The numbers are the steps of docs/sync-protocol.md. */
import { beforeEach, describe, expect, test } from "vitest";
import { sha256 } from "../src/domain/canonical";
import { hashesMatch, isProven } from "../src/domain/receipt";
import { readAudit, readAudits } from "../src/storage/pulled";
import {
  ANNA,
  AUDIT,
  Handset,
  NOON,
  PIOTR,
  World,
  answer,
  attach,
  auditChange,
  freshPhone,
  newId,
} from "./harness";

let world: World;
let handset: Handset;

beforeEach(async () => {
  await freshPhone();
  world = new World();
  world.server.publish(auditChange());
  handset = new Handset(world);
  await handset.phone.self("Telefon Anny");
});

async function photo(bytes: number, seed = 7): Promise<{ blob: Blob; sha: string }> {
  const data = new Uint8Array(bytes).map((_, at) => (at * seed) % 251);
  return { blob: new Blob([data]), sha: await sha256(data.buffer) };
}

async function takePhoto(bytes: number, seed = 7): Promise<string> {
  const { blob, sha } = await photo(bytes, seed);
  await handset.phone.append([attach(sha, blob.size, newId())], NOON, [
    { sha256: sha, blob, audit: AUDIT, media_type: "image/jpeg" },
  ]);
  return sha;
}

describe("a whole round (7.4)", () => {
  test("answers and photographs arrive and the receipt proves it (8.2)", async () => {
    await handset.phone.append([answer("q1"), answer("q2", "nonconforming", "Brak podpisu.")], NOON);
    await takePhoto(300_000);
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["applied", "applied", "applied"]);
    expect((await handset.phone.uploads())[0]?.state).toBe("verified");
    const kept = (await handset.phone.receipts()).get(AUDIT);
    expect(isProven(kept)).toBe(true);
    expect(kept?.receipt).toMatchObject({ answers: 2, evidence: { attached: 1, verified: 1 } });
    expect(
      world.asked
        .filter((line) => /pull|push|evidence/.test(line))
        .map((line) => line.split(/[ /]/)[1])
        .filter((word, at, all) => word !== all[at - 1]),
    ).toEqual(["pull", "push", "evidence", "push", "pull"]);
  });

  test("nothing to send still reports and asks (4.1)", async () => {
    await handset.engine.sendNow();
    const device = (await handset.phone.self()).device;
    expect(world.server.devices.get(device)?.reported).toEqual({ mutations: 0, evidence: 0, since: null });
  });
});

describe("a broken network loses and doubles nothing", () => {
  test("the answer to a push is lost: the same push gives the same receipts (4.3)", async () => {
    await handset.phone.append([answer("q1")], NOON);
    let once = true;
    world.fault = (_method, path) =>
      path === "push" && once ? ((once = false), { kind: "lose_reply" }) : null;
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["waiting"]);
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["applied"]);
    expect((await handset.phone.log())[0]?.receipt?.replayed).toBe(true);
    expect(world.server.changes.filter((change) => change.type === "answer")).toHaveLength(1);
  });

  test("every request of a round is cut in turn, and the round after it completes", async () => {
    const sha = await takePhoto(40_000);
    await handset.phone.append([answer("q1"), answer("q2")], NOON);
    for (let cut = 0; cut < 12; cut++) {
      let count = 0;
      world.fault = () => (count++ === cut ? { kind: cut % 2 === 0 ? "cut" : "lose_reply" } : null);
      await handset.engine.sendNow();
    }
    world.fault = () => null;
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["applied", "applied", "applied"]);
    expect(world.server.evidence.get(sha)?.state).toBe("verified");
    expect(world.server.changes.filter((change) => change.type === "answer")).toHaveLength(2);
    expect(isProven((await handset.phone.receipts()).get(AUDIT))).toBe(true);
  });

  test("a captive portal's 200 is no receipt (1.2)", async () => {
    await handset.phone.append([answer("q1")], NOON);
    world.fault = (_method, path) => (path === "push" ? { kind: "portal" } : null);
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["waiting"]);
    expect(handset.status?.reach).toBe("portal");
  });

  test("JSON of another service is no receipt either (1.2)", async () => {
    await handset.phone.append([answer("q1")], NOON);
    const [line] = await handset.phone.log();
    world.fault = (_method, path) =>
      path !== "push"
        ? null
        : {
            kind: "status",
            status: 200,
            body: { receipts: [{ id: line?.id, seq: 1, status: "applied" }], next_seq: 2, resend_from: null },
          };
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["waiting"]);
  });

  test("a half-sent photograph goes on from where it broke off (6.3)", async () => {
    const sha = await takePhoto(500_000);
    let pieces = 0;
    world.fault = (method, path) =>
      method === "PUT" && path.startsWith("evidence") && ++pieces === 2 ? { kind: "cut" } : null;
    await handset.engine.sendNow();
    expect(world.server.evidence.get(sha)?.state).toBe("partial");
    const received = world.server.evidence.get(sha)?.received ?? 0;
    const offsets: number[] = [];
    world.fault = (method, path) => {
      if (method === "PUT" && path.startsWith("evidence"))
        offsets.push(Number(new URL(path, "http://x/").searchParams.get("offset")));
      return null;
    };
    await handset.engine.sendNow();
    expect(offsets[0]).toBe(received);
    expect(world.server.evidence.get(sha)?.state).toBe("verified");
  });

  test("pieces shrink on a network that breaks them, and never stop", async () => {
    const sha = await takePhoto(400_000);
    world.fault = (method, path) =>
      method === "PUT" && path.startsWith("evidence") ? { kind: "cut" } : null;
    for (let again = 0; again < 4; again++) await handset.engine.sendNow();
    const sizes: number[] = [];
    world.fault = (method, path) => {
      if (method === "PUT" && path.startsWith("evidence"))
        sizes.push(Number(new URL(path, "http://x/").searchParams.get("offset")));
      return null;
    };
    await handset.engine.sendNow();
    expect(sizes[1]).toBeLessThanOrEqual(16_000);
    expect(world.server.evidence.get(sha)?.state).toBe("verified");
  });
});

describe("a server that refuses", () => {
  test("one poisoned among 500 blocks nothing behind it (4.2.5)", async () => {
    await handset.phone.append(
      Array.from({ length: 500 }, (_, at) => answer(`q${at}`)),
      NOON,
    );
    world.server.poison = (mutation) => (mutation.seq === 250 ? "sync.value_invalid" : null);
    await handset.engine.sendNow();
    const states = await handset.states();
    expect(states.filter((state) => state === "applied")).toHaveLength(499);
    expect(states[249]).toBe("rejected");
    expect(await handset.phone.counts()).toMatchObject({ mutations: 0, evidence: 0, rejected: 1 });
    expect(hashesMatch((await handset.phone.receipts()).get(AUDIT))).toBe(true);
  });

  test("503 with Retry-After: no receipt, and no attempt before its time (4.2.6)", async () => {
    await handset.phone.append([answer("q1")], NOON);
    world.fault = (_method, path) =>
      path === "push" ? { kind: "status", status: 503, headers: { "Retry-After": "30" } } : null;
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["waiting"]);
    expect(handset.planned.at(-1)?.milliseconds).toBeGreaterThanOrEqual(30_000);
    const before = handset.planned.length;
    handset.engine.changed();
    expect(handset.planned).toHaveLength(before);
  });

  test("413 makes the push smaller until it fits (4.1)", async () => {
    world.server.limits.mutations_per_push = 500;
    await handset.phone.append(
      Array.from({ length: 60 }, (_, at) => answer(`q${at}`)),
      NOON,
    );
    world.fault = (_method, path, body) =>
      path === "push" && (JSON.parse(body) as { mutations: unknown[] }).mutations.length > 10
        ? { kind: "status", status: 413 }
        : null;
    await handset.engine.sendNow();
    expect((await handset.states()).every((state) => state === "applied")).toBe(true);
  });

  test("a wrong hash is tried once more and then said; other photographs go (6.4)", async () => {
    const broken = await takePhoto(20_000, 3);
    const sound = await takePhoto(20_000, 5);
    const other = (await photo(20_000, 9)).blob;
    await handset.phone.write(["blobs"], async (transaction) => {
      await transaction.objectStore("blobs").put({ sha256: broken, blob: other });
    });
    await handset.engine.sendNow();
    expect(world.server.evidence.get(sound)?.state).toBe("verified");
    expect((await handset.phone.uploads()).find((upload) => upload.sha256 === broken)?.state).toBe("absent");
    expect(handset.status?.error?.code).toBe("sync.hash_mismatch");
    expect(isProven((await handset.phone.receipts()).get(AUDIT))).toBe(false);
  });

  test("what is no picture is refused for good and not sent again (6.4)", async () => {
    await takePhoto(20_000);
    world.fault = (method, path) =>
      method === "PUT" && path.startsWith("evidence") ? { kind: "status", status: 415 } : null;
    await handset.engine.sendNow();
    expect((await handset.phone.uploads())[0]?.state).toBe("refused");
    world.asked.length = 0;
    await handset.engine.sendNow();
    expect(world.asked.some((line) => line.startsWith("PUT evidence"))).toBe(false);
  });
});

describe("a server restored from a backup asks for what it lost (4.2.3)", () => {
  test("by a gap", async () => {
    await handset.phone.append([answer("q1"), answer("q2"), answer("q3")], NOON);
    await handset.engine.sendNow();
    world.server.restore(1, 2);
    await handset.phone.append([answer("q4")], NOON);
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["applied", "applied", "applied", "applied"]);
    expect(world.server.changes.filter((change) => change.type === "answer")).toHaveLength(3);
    expect(isProven((await handset.phone.receipts()).get(AUDIT))).toBe(true);
  });

  test("even when the phone has nothing new to say", async () => {
    await handset.phone.append([answer("q1"), answer("q2")], NOON);
    const sha = await takePhoto(5_000);
    await handset.engine.sendNow();
    world.server.restore(1, 1);
    world.server.evidence.clear();
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["applied", "applied", "applied"]);
    expect(world.server.evidence.get(sha)?.state).toBe("verified");
    expect(isProven((await handset.phone.receipts()).get(AUDIT))).toBe(true);
  });

  test("a server that asks for ever is not obeyed for ever", async () => {
    await handset.phone.append([answer("q1")], NOON);
    world.fault = (_method, path) =>
      path !== "push"
        ? null
        : {
            kind: "status",
            status: 200,
            body: { service: "intranet-qms", receipts: [], next_seq: 1, resend_from: 1 },
          };
    await handset.engine.sendNow();
    expect(handset.status?.error?.code).toBe("sync.gap");
    expect(await handset.states()).toEqual(["waiting"]);
  });
});

describe("a cursor is never interpreted and never moves after a failure (7.3)", () => {
  test("a reset replaces what was pulled and keeps the queue (7.1)", async () => {
    await handset.engine.sendNow();
    await handset.phone.append([answer("q1")], NOON);
    const gone = { ...auditChange(), uuid: "gone", audit: "gone" };
    world.server.publish(gone as never);
    world.fault = (_method, path) => (path === "push" ? { kind: "cut" } : null);
    await handset.engine.sendNow();
    world.server.restore(1, 1);
    await handset.engine.sendNow();
    expect((await readAudits(handset.phone)).find((audit) => audit.uuid === "gone")?.gone).toBe(true);
    expect((await readAudit(handset.phone, AUDIT))?.audit.gone).toBeUndefined();
    expect(await handset.states()).toEqual(["waiting"]);
  });

  test("a page that does not arrive leaves the cursor where it was", async () => {
    for (let at = 0; at < 450; at++)
      world.server.publish({ ...auditChange(), uuid: `a${at}`, audit: `a${at}` } as never);
    let pulls = 0;
    world.fault = (_method, path) => (path.startsWith("pull") && ++pulls === 2 ? { kind: "cut" } : null);
    await handset.engine.sendNow();
    expect((await handset.phone.self()).cursor).toBe("1.200");
    world.fault = () => null;
    await handset.engine.sendNow();
    expect(await readAudits(handset.phone)).toHaveLength(451);
  });
});

describe("who is signed in decides what is sent", () => {
  test("signed out in the midst: the queue stays, nothing is tried until the person acts (2.4)", async () => {
    await handset.phone.append([answer("q1"), answer("q2")], NOON);
    world.fault = (_method, path) => {
      if (path === "push") world.server.person = null;
      return null;
    };
    await handset.engine.sendNow();
    expect(handset.status?.standing).toBe("signed_out");
    expect(await handset.states()).toEqual(["waiting", "waiting"]);
    const planned = handset.planned.length;
    handset.engine.changed();
    expect(handset.planned).toHaveLength(planned);
    world.server.person = { ...ANNA };
    world.fault = () => null;
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["applied", "applied"]);
  });

  test("another person is signed in: nothing of this queue is sent (2.2)", async () => {
    await handset.phone.append([answer("q1")], NOON);
    world.server.person = { ...PIOTR };
    await handset.engine.sendNow();
    expect(handset.status).toMatchObject({ standing: "another_person", other: { name: "Piotr Zieliński" } });
    expect(world.asked).toEqual(["GET hello"]);
  });

  test("two people on one phone have two devices and two queues (2.1)", async () => {
    const second = new Handset(world, PIOTR);
    await second.phone.self();
    await handset.phone.append([answer("q1")], NOON);
    expect(await second.phone.log()).toEqual([]);
    expect((await second.phone.self()).device).not.toBe((await handset.phone.self()).device);
  });

  test("a revoked device: its queue is quarantined, what was pulled is wiped (2.3)", async () => {
    await handset.engine.sendNow();
    await handset.phone.append([answer("q1")], NOON);
    const unsent = await takePhoto(1_000);
    const device = world.server.devices.get((await handset.phone.self()).device);
    if (device !== undefined) device.revoked = true;
    await handset.engine.sendNow();
    expect(await handset.states()).toEqual(["quarantined", "quarantined"]);
    expect(handset.status?.standing).toBe("revoked");
    expect(await readAudits(handset.phone)).toEqual([]);
    expect(await handset.phone.blob(unsent)).not.toBeNull();
  });
});

describe("when to send", () => {
  test("the network is back: within two seconds, whatever patience was left", async () => {
    world.fault = () => ({ kind: "cut" });
    for (let again = 0; again < 3; again++) await handset.engine.sendNow();
    handset.engine.online();
    expect(handset.planned.at(-1)?.milliseconds).toBeLessThanOrEqual(1_000);
  });

  test("failures wait longer and longer, up to five minutes", async () => {
    world.fault = () => ({ kind: "cut" });
    await handset.engine.sendNow();
    for (let again = 0; again < 12; again++) {
      const next = handset.planned.at(-1);
      next?.work();
      await expect.poll(() => handset.planned.at(-1) !== next).toBe(true);
    }
    const waits = handset.planned.map((plan) => plan.milliseconds);
    expect(waits[1]).toBeGreaterThan(waits[0] ?? Infinity);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(150_000);
  });

  test("another tab is sending: this one looks again later and sends nothing", async () => {
    const second = new Handset(world, ANNA, () => Promise.resolve(false));
    await second.engine.sendNow();
    expect(world.asked).toEqual([]);
    expect(second.planned).toHaveLength(1);
  });

  test("two taps on 'send now' are one round", async () => {
    await handset.phone.append([answer("q1")], NOON);
    await Promise.all([handset.engine.sendNow(), handset.engine.sendNow()]);
    expect(world.server.changes.filter((change) => change.type === "answer")).toHaveLength(1);
  });

  test("the clock's difference is measured and sent (1.4)", async () => {
    world.server.now = () => Date.now() - 864_000_000;
    await handset.engine.sendNow();
    expect(handset.offset).toBeGreaterThan(863_000_000);
  });
});

test("a closed audit's photographs leave the phone only when everything is proven (7.3)", async () => {
  const sha = await takePhoto(3_000);
  await handset.phone.append([answer("q1")], NOON);
  world.fault = (method, path) =>
    method === "PUT" && path.startsWith("evidence") ? { kind: "status", status: 503 } : null;
  world.server.publish(auditChange({ state: "closed" }));
  await handset.engine.sendNow();
  expect(await handset.phone.blob(sha)).not.toBeNull();
  world.fault = () => null;
  await handset.engine.sendNow();
  expect(await handset.phone.blob(sha)).toBeNull();
  expect(await handset.phone.log()).toHaveLength(2);
});

test("work lost with a cleared database is told to the server under the old device (4.1)", async () => {
  await handset.engine.sendNow();
  const old = (await handset.phone.self()).device;
  await freshPhone();
  const reborn = new Handset(world);
  await reborn.phone.self("", { device: old, mutations: 12, evidence: 3, reported: false });
  await reborn.engine.sendNow();
  expect(world.server.devices.get(old)?.reported).toMatchObject({ mutations: 12, evidence: 3 });
  expect((await reborn.phone.self()).lost?.reported).toBe(true);
});

test("a phone that a restored server never met registers once more, and all of it is there again (2.1)", async () => {
  await handset.phone.append([answer("q1"), answer("q2")], NOON);
  await handset.engine.sendNow();
  world.server.devices.clear();
  await handset.phone.append([answer("q3")], NOON);
  await handset.engine.sendNow();
  expect(await handset.states()).toEqual(["applied", "applied", "applied"]);
  expect([...world.server.devices.values()][0]?.receipts.size).toBe(3);
});

test("what is recorded while a round ends goes soon, and not with the next round of leisure", async () => {
  let pulls = 0;
  let recorded: Promise<unknown> = Promise.resolve();
  world.fault = (method, path) => {
    if (method === "GET" && path.startsWith("pull") && (pulls += 1) === 2) {
      recorded = handset.phone.append([answer("q1")], NOON);
      handset.engine.changed();
    }
    return null;
  };
  await handset.phone.append([answer("q2")], NOON);
  await handset.engine.sendNow();
  await recorded;
  expect(pulls).toBe(2);
  expect(handset.planned.at(-1)?.milliseconds).toBeLessThan(2_000);
  await handset.engine.sendNow();
  expect(await handset.states()).toEqual(["applied", "applied"]);
  expect(handset.planned.at(-1)?.milliseconds).toBeGreaterThan(100_000);
});

test("a phone that is renamed while it registers tells its new name in the next round (2.1)", async () => {
  const named: string[] = [];
  let renamed: Promise<unknown> = Promise.resolve();
  world.fault = (method, path, body) => {
    if (method !== "PUT" || !path.startsWith("devices/")) return null;
    named.push((JSON.parse(body) as { label: string }).label);
    if (named.length === 1)
      renamed = handset.phone.changeSelf({ label: "Telefon wydziału", registered_as: null });
    return null;
  };
  await handset.engine.sendNow();
  await renamed;
  await handset.engine.sendNow();
  await handset.engine.sendNow();
  expect(named).toEqual(["Telefon Anny", "Telefon wydziału"]);
});

test("somebody whose account was disabled leaves their work for review, and is told (2.3.1)", async () => {
  await handset.engine.sendNow();
  await handset.phone.append([answer("q1"), answer("q2")], NOON);
  world.server.disabled = true;
  await handset.engine.sendNow();
  expect(handset.status?.standing).toBe("disabled");
  expect(await handset.states()).toEqual(["quarantined", "quarantined"]);
  expect(await handset.phone.log()).toHaveLength(2);
});
