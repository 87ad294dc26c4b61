/**
 * A small server of the device protocol in memory: for the tests of the phone and for looking at the
 * screens. Never shipped. It follows docs/sync-protocol.md step by step, but knows no permissions.
 */
import { OWN } from "../src/domain/asked";
import { canonical, sha256, type Json } from "../src/domain/canonical";
import { contentOfMutation, type Mutation, type Receipt } from "../src/domain/mutations";
import { answersHash } from "../src/domain/receipt";
import type { AuditData, Change, Person } from "../src/domain/records";
import { standing } from "../src/domain/heads";

export interface DeviceState {
  person: Person;
  next_seq: number;
  revoked: boolean;
  reported: { mutations: number; evidence: number } | null;
  receipts: Map<string, { receipt: Receipt; content: string; mutation: Mutation }>;
}

type Body = { [key: string]: unknown };
export interface Answer {
  status: number;
  body: Body;
  headers?: Record<string, string>;
}

export class MemoryServer {
  person: (Person & { locale: string }) | null;
  devices = new Map<string, DeviceState>();
  changes: Change[] = [];
  evidence = new Map<string, { size: number; pieces: Uint8Array[]; received: number; state: string }>();
  /** Whether the account of who is signed in was disabled (step 2.3.1). */
  disabled = false;
  protocol = { minimum: 1, maximum: 1 };
  limits = {
    mutations_per_push: 500,
    push_bytes: 2_000_000,
    evidence_bytes: 20_000_000,
    chunk_bytes: 1_000_000,
  };
  now: () => number = () => Date.now();
  /** Say "rejected" to these mutations. */
  poison: (mutation: Mutation) => string | null = () => null;
  #epoch = 1;
  #findings = 0;

  constructor(person: Person & { locale: string }) {
    this.person = person;
  }

  publish(...changes: Change[]): void {
    this.changes.push(...changes);
  }

  /** Forget what came after this many changes and this number of each device: a restored backup. */
  restore(changes: number, seq: number): void {
    this.changes.length = changes;
    this.#epoch += 1;
    for (const device of this.devices.values()) {
      device.next_seq = Math.min(device.next_seq, seq);
      for (const [id, { receipt }] of device.receipts) if (receipt.seq >= seq) device.receipts.delete(id);
    }
  }

  async handle(method: string, path: string, body: Uint8Array | null): Promise<Answer> {
    const url = new URL(path, "http://phone.test/");
    const parts = url.pathname.slice(1).split("/");
    if (this.person === null || (this.disabled && parts[0] !== "push"))
      return this.#fail(401, "sync.signed_out");
    if (method === "GET" && parts[0] === "hello") {
      return this.#ok({
        protocol: this.protocol,
        person: this.person,
        signed_in_until: null,
        limits: this.limits,
      });
    }
    if (parts[0] === "devices") return this.#register(parts[1] ?? "");
    if (parts[0] === "pull") return this.#pull(url.searchParams);
    if (parts[0] === "push")
      return this.#push(JSON.parse(new TextDecoder().decode(body ?? new Uint8Array())) as Body);
    if (parts[0] === "evidence") return this.#evidence(method, parts[1] ?? "", url.searchParams, body);
    if (parts[0] === "audits") return this.#receipt(parts[1] ?? "", url.searchParams.get("device") ?? "");
    return this.#fail(404, "http.404");
  }

  #ok(body: Body, status = 200): Answer {
    return {
      status,
      body: { service: "intranet-qms", server_time: new Date(this.now()).toISOString(), ...body },
    };
  }

  #fail(status: number, code: string, more: Body = {}): Answer {
    return this.#ok({ error: { code, message: code, way_out: null }, ...more }, status);
  }

  #register(uuid: string): Answer {
    const known = this.devices.get(uuid);
    if (known !== undefined && known.person.uuid !== this.person?.uuid)
      return this.#fail(403, "sync.device_of_another_person");
    if (known?.revoked) return this.#fail(401, "sync.device_revoked");
    if (known === undefined && this.person !== null) {
      this.devices.set(uuid, {
        person: this.person,
        next_seq: 1,
        revoked: false,
        reported: null,
        receipts: new Map(),
      });
    }
    return this.#ok({});
  }

  #pull(query: URLSearchParams): Answer {
    if (!this.devices.has(query.get("device") ?? "")) return this.#fail(404, "sync.device_unknown");
    if (this.devices.get(query.get("device") ?? "")?.revoked) return this.#fail(401, "sync.device_revoked");
    const [epoch, from] = (query.get("cursor") ?? `${this.#epoch}.0`).split(".").map(Number);
    const reset = epoch !== this.#epoch;
    const at = reset ? 0 : (from ?? 0);
    const changes = this.changes.slice(at, at + 200);
    const next = at + changes.length;
    return this.#ok({
      cursor: `${this.#epoch}.${next}`,
      more: next < this.changes.length,
      changes,
      ...(reset ? { reset: true } : {}),
    });
  }

  async #push(body: Body): Promise<Answer> {
    const device = this.devices.get(String(body["device"]));
    if (device === undefined) return this.#fail(404, "sync.device_unknown");
    if (device.person.uuid !== this.person?.uuid) return this.#fail(403, "sync.device_of_another_person");
    const mutations = body["mutations"] as Mutation[];
    if (mutations.length > this.limits.mutations_per_push) return this.#fail(413, "sync.push_too_large");
    device.reported = body["unsent"] as { mutations: number; evidence: number };
    const receipts: Receipt[] = [];
    let resend_from: number | null = null;
    for (const mutation of mutations) {
      const content = await sha256(canonical(contentOfMutation(mutation)));
      const known = device.receipts.get(mutation.id);
      if (known !== undefined) {
        receipts.push(
          known.content === content
            ? { ...known.receipt, replayed: true }
            : this.#receiptOf(mutation, "rejected", "sync.mutation_id_reused"),
        );
        device.next_seq = Math.max(device.next_seq, mutation.seq + 1);
        continue;
      }
      if (mutation.seq > device.next_seq) {
        resend_from = device.next_seq;
        break;
      }
      const refused = this.poison(mutation);
      const withheld = device.revoked
        ? "sync.device_revoked"
        : this.disabled
          ? "sync.account_disabled"
          : null;
      const receipt =
        withheld !== null
          ? this.#receiptOf(mutation, "quarantined", withheld)
          : refused !== null
            ? this.#receiptOf(mutation, "rejected", refused)
            : this.#apply(mutation, String(body["device"]), device.person);
      device.receipts.set(mutation.id, { receipt, content, mutation });
      device.next_seq = Math.max(device.next_seq, mutation.seq + 1);
      receipts.push(receipt);
    }
    const answer = { receipts, next_seq: device.next_seq, resend_from };
    if (device.revoked) return this.#fail(401, "sync.device_revoked", answer);
    return this.disabled ? this.#fail(401, "sync.account_disabled", answer) : this.#ok(answer);
  }

  #receiptOf(
    mutation: Mutation,
    status: Receipt["status"],
    code: string | null,
    result: Receipt["result"] = {},
  ): Receipt {
    const reason = code === null ? null : { code, message: MESSAGES[code] ?? code, way_out: null };
    return { id: mutation.id, seq: mutation.seq, status, replayed: false, reason, result };
  }

  #apply(mutation: Mutation, device: string, author: Person): Receipt {
    const server_time = new Date(this.now()).toISOString();
    const { name, args } = mutation;
    const common = { audit: args.audit, version: 1 };
    if (name === "answer.record" || name === "answer.resolve") {
      const data = {
        kind: name === "answer.record" ? ("record" as const) : ("resolve" as const),
        question: args.question,
        sample: args.sample,
        note: args.note,
        based_on: args.based_on,
        value: "value" in args ? args.value : null,
        keep: "keep" in args ? args.keep : [],
        author,
        device,
        device_time: mutation.at,
        server_time,
      };
      this.publish({ type: "answer", uuid: mutation.id, ...common, data });
      const records = this.changes.flatMap((change) =>
        change.type === "answer" &&
        change.deleted !== true &&
        change.data.question === args.question &&
        change.data.sample === args.sample &&
        change.audit === args.audit
          ? [{ uuid: change.uuid, data: change.data }]
          : [],
      );
      const stands = standing(records);
      return this.#receiptOf(mutation, stands.kind === "conflict" ? "conflict" : "applied", null, {
        version: records.length,
      });
    }
    if (name === "evidence.attach") {
      const { audit: _audit, evidence, ...data } = args;
      this.publish({
        type: "evidence",
        uuid: evidence,
        ...common,
        data: { ...data, author, device, state: "absent" },
      });
    } else if (name === "finding.raise") {
      const { audit: _audit, finding, ...data } = args;
      const number = `N/2026/${++this.#findings}`;
      this.publish({
        type: "finding",
        uuid: finding,
        ...common,
        data: { ...data, number, state: "open", author, raised_at: server_time },
      });
      return this.#receiptOf(mutation, "applied", null, { number, version: 1 });
    } else if (name === "question.add" || name === "sample.label") {
      const head = this.changes.findLast((change) => change.type === "audit" && change.uuid === args.audit);
      if (head?.type === "audit" && head.deleted !== true) {
        const { own_questions = [], samples = [] } = head.data;
        const { audit: _audit, ...more } = args;
        const data = {
          ...head.data,
          own_questions:
            "text" in more ? [...own_questions, { ...more, key: OWN + mutation.id, author }] : own_questions,
          samples: "label" in more ? [...samples, more] : samples,
        };
        this.publish({ ...head, data });
      }
    } else if (name === "sheet.sign") {
      const { audit: _audit, ...data } = args;
      this.publish({
        type: "signature",
        uuid: mutation.id,
        ...common,
        data: { ...data, author, signed_at: server_time },
      });
    }
    return this.#receiptOf(mutation, "applied", null);
  }

  async #evidence(
    method: string,
    sha: string,
    query: URLSearchParams,
    body: Uint8Array | null,
  ): Promise<Answer> {
    const known = this.evidence.get(sha) ?? { size: 0, pieces: [], received: 0, state: "absent" };
    const say = (status = 200, code?: string): Answer => {
      const fields = {
        sha256: sha,
        size: known.size || null,
        received: known.received,
        state: known.state,
        reason: null,
      };
      return code === undefined ? this.#ok(fields, status) : this.#fail(status, code, fields);
    };
    if (method === "GET" || known.state === "verified" || body === null) return say();
    if (Number(query.get("offset")) !== known.received) return say(409, "sync.wrong_offset");
    known.size = Number(query.get("size"));
    known.pieces.push(body);
    known.received += body.length;
    known.state = "partial";
    this.evidence.set(sha, known);
    if (known.received < known.size) return say();
    const whole = new Uint8Array(await new Blob(known.pieces as BlobPart[]).arrayBuffer());
    if ((await sha256(whole.buffer)) !== sha) {
      Object.assign(known, { pieces: [], received: 0, state: "absent" });
      return say(409, "sync.hash_mismatch");
    }
    known.state = "verified";
    for (const change of [...this.changes]) {
      if (change.type === "evidence" && change.deleted !== true && change.data.sha256 === sha) {
        this.publish({ ...change, data: { ...change.data, state: "verified" } });
      }
    }
    return say();
  }

  async #receipt(audit: string, uuid: string): Promise<Answer> {
    const device = this.devices.get(uuid);
    const mine = [...(device?.receipts.values() ?? [])].filter(
      ({ mutation }) => mutation.args.audit === audit,
    );
    const taken = mine.filter(({ receipt }) => receipt.status === "applied" || receipt.status === "conflict");
    const count = (name: string) => taken.filter(({ mutation }) => mutation.name.startsWith(name)).length;
    const attached = taken.flatMap(({ mutation }) =>
      mutation.name === "evidence.attach" ? [mutation.args.sha256] : [],
    );
    const missing = attached.filter((sha) => this.evidence.get(sha)?.state !== "verified");
    return this.#ok({
      audit,
      device: uuid,
      answers: count("answer."),
      findings: count("finding.raise"),
      evidence: { attached: attached.length, verified: attached.length - missing.length, missing },
      signatures: count("sheet."),
      rejected: mine.filter(({ receipt }) => receipt.status === "rejected").length,
      quarantined: mine.filter(({ receipt }) => receipt.status === "quarantined").length,
      last_seq: (device?.next_seq ?? 1) - 1,
      answers_hash: await answersHash(taken.map(({ mutation }) => mutation.id)),
      complete: missing.length === 0,
    });
  }
}

const MESSAGES: { readonly [code: string]: string } = {
  "sync.value_invalid": "Tej odpowiedzi nie ma na liście tego pytania.",
};

export type { AuditData, Json };
