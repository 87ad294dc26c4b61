/** A phone and a hostile world around it, for the tests of the engine. */
import "fake-indexeddb/auto";
import { MemoryServer } from "../dev/server";
import type { Change, Person } from "../src/domain/records";
import { Phone, type Draft } from "../src/storage/phone";
import { Engine } from "../src/sync/engine";
import type { Status } from "../src/sync/status";
import { Transport } from "../src/sync/transport";

export const ANNA: Person & { locale: string } = {
  uuid: "5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b01",
  name: "Anna Kowalska",
  locale: "pl",
};
export const PIOTR: Person & { locale: string } = {
  uuid: "5e1d9c3a-7f20-4a86-b0d3-9a2c4e6f8b02",
  name: "Piotr Zieliński",
  locale: "pl",
};
export const AUDIT = "0b8f6a52-6a2e-4b1c-9a44-5d6f2f1c7e01";
export const NOON = new Date("2026-11-23T12:00:00.000Z");

export function auditChange(changes: Partial<{ state: string; own_role: string }> = {}): Change {
  return {
    type: "audit",
    uuid: AUDIT,
    audit: AUDIT,
    version: 1,
    data: {
      number: "AW/2026/07",
      title: "Nadzór",
      kind: "internal",
      state: "in_progress",
      planned_from: "2026-11-23",
      planned_to: "2026-11-24",
      units: [{ code: "OR", name: "Wydział Organizacyjny" }],
      own_role: "lead",
      team: [],
      checklist: { uuid: "c", content_hash: "h", number: 1 },
      ...changes,
    },
  } as Change;
}

export function answer(
  question: string,
  value: unknown = "conforming",
  note = "",
  based_on: string[] = [],
): Draft {
  return {
    name: "answer.record",
    args: { audit: AUDIT, question, sample: 0, value: value as never, note, based_on },
  };
}

export function attach(sha256: string, size: number, evidence: string): Draft {
  return {
    name: "evidence.attach",
    args: {
      audit: AUDIT,
      evidence,
      question: "q1",
      sample: 0,
      finding: null,
      sha256,
      size,
      media_type: "image/jpeg",
      caption: "",
      taken_at: NOON.toISOString(),
    },
  };
}

/** What the world does to one request; null lets it pass. `lose_reply`: it arrives, the answer does not. */
export type Fault =
  | { readonly kind: "cut" }
  | { readonly kind: "lose_reply" }
  | { readonly kind: "portal" }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: object;
    }
  | null;

export class World {
  readonly server = new MemoryServer({ ...ANNA });
  readonly asked: string[] = [];
  fault: (method: string, path: string, body: string) => Fault = () => null;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const path = url.replace("http://phone.test/api/sync/v1/", "");
    const method = init.method ?? "GET";
    this.asked.push(`${method} ${path.split("?")[0]}`);
    const bytes =
      init.body instanceof Blob
        ? new Uint8Array(await init.body.arrayBuffer())
        : typeof init.body === "string"
          ? new TextEncoder().encode(init.body)
          : null;
    const fault = this.fault(method, path, typeof init.body === "string" ? init.body : "");
    if (fault?.kind === "cut") throw new TypeError("network error");
    if (fault?.kind === "portal")
      return new Response("<html>Regulamin sieci</html>", {
        status: 200,
        headers: { "Content-Type": "text/html" },
      });
    if (fault?.kind === "status") {
      return new Response(
        JSON.stringify(
          fault.body ?? {
            service: "intranet-qms",
            error: { code: "sync.unavailable", message: "", way_out: null },
          },
        ),
        {
          status: fault.status,
          headers: { "Content-Type": "application/json", ...fault.headers },
        },
      );
    }
    const reply = await this.server.handle(method, path, bytes);
    if (fault?.kind === "lose_reply") throw new TypeError("network error");
    return new Response(JSON.stringify(reply.body), {
      status: reply.status,
      headers: { "Content-Type": "application/json", ...reply.headers },
    });
  };
}

let ids = 0;
export function newId(): string {
  ids += 1;
  return `c4d2e8f0-1a3b-4c5d-8e7f-${String(ids).padStart(12, "0")}`;
}

/** A phone with an engine whose timers only fire when the test says so. */
export class Handset {
  readonly phone: Phone;
  readonly engine: Engine;
  readonly planned: { work: () => void; milliseconds: number }[] = [];
  status: Status | null = null;
  offset = 0;

  constructor(
    readonly world: World,
    readonly person: Person = ANNA,
    exclusively?: (name: string, work: () => Promise<void>) => Promise<boolean>,
  ) {
    this.phone = new Phone({ uuid: person.uuid, name: person.name }, newId);
    const transport = new Transport({
      base: "http://phone.test/api/sync/v1/",
      fetch: world.fetch,
      now: () => Date.now(),
      language: () => "pl",
      onClock: (offset) => {
        this.offset = offset;
      },
    });
    this.engine = new Engine({
      phone: this.phone,
      transport,
      now: () => Date.now(),
      app_version: "1.0.0",
      user_agent: "test",
      stored: () => undefined,
      greeted: () => undefined,
      chance: () => 0.5,
      onStatus: (status) => {
        this.status = status;
      },
      exclusively:
        exclusively ??
        (async (_name, work) => {
          await work();
          return true;
        }),
      timers: {
        set: (work, milliseconds) => this.planned.push({ work, milliseconds }),
        clear: () => undefined,
      },
    });
  }

  async states(): Promise<string[]> {
    return (await this.phone.log()).map((entry) => entry.state);
  }
}

/** Forget all databases, as between two phones. */
export async function freshPhone(): Promise<void> {
  const { IDBFactory } = await import("fake-indexeddb");
  // The connection to the drafts outlives a phone: told that its database goes, it lets go of it.
  await new Promise<void>((done) => {
    const request = indexedDB.deleteDatabase("qms-drafts");
    request.onsuccess = request.onerror = () => done();
  });
  globalThis.indexedDB = new IDBFactory();
}
