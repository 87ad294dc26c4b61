/** One synchronisation: pull, push, evidence, pull (step 7.4), then the receipts (step 8). */
import type { Reason } from "../domain/mutations";
import { answersHash, hashedIds, isProven } from "../domain/receipt";
import { adapt } from "../domain/timing";
import type { Upload } from "../domain/records";
import { tidy, wipePulled } from "../storage/housekeeping";
import type { Phone } from "../storage/phone";
import { readAudits, storePage } from "../storage/pulled";
import { handOverCode, leaveForReview, pushBody } from "./aside";
import * as messages from "./messages";
import type { Status } from "./status";
import type { Answered, Reply, Transport } from "./transport";

/** Why a round ended early. Nothing is lost by it: what has no receipt is sent again. */
export class Interrupted extends Error {
  constructor(
    readonly why:
      "unreachable" | "portal" | "timeout" | "signed_out" | "disabled" | "another_person" | "refused",
    readonly reason: Reason | null = null,
    readonly retry_after: number | null = null,
    readonly other: Status["other"] = null,
  ) {
    super(reason?.code ?? why);
  }
}

/** Sizes that adapt to the network and survive from round to round. */
export interface Pace {
  mutations: number;
  piece: number;
}
export const FIRST_PACE: Readonly<Pace> = { mutations: 100, piece: 128_000 };
const SMALLEST_PIECE = 4_000;
const BYTES_PER_MUTATION = 1_000;
const MOST_RESENDS = 5;
const MOST_STALLS = 3;
const MOST_PAGES = 1_000;

export interface RoundParts {
  readonly phone: Phone;
  readonly transport: Transport;
  readonly pace: Pace;
  readonly now: () => number;
  readonly app_version: string;
  readonly user_agent: string;
  readonly report: (changes: Partial<Status>) => void;
  /** Told after each stored page, push or photograph, so that the screen follows. */
  readonly stored: () => void;
  /** Told who is signed in, before anything is sent. */
  readonly greeted: (hello: messages.Hello) => void;
}

export class Round {
  #limits: messages.Limits = { mutations_per_push: 500, push_bytes: 2_000_000, chunk_bytes: 1_000_000 };
  #revoked = false;
  #sent = false;

  constructor(private readonly parts: RoundParts) {}

  /** @throws Interrupted when it could not be finished. */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      const disabled = error.why === "signed_out" ? await leaveForReview(this.parts) : null;
      if (disabled !== null) throw new Interrupted("disabled", disabled);
      // A server restored to before this phone came: it is registered once more, and asked for all.
      if (error.reason?.code !== "sync.device_unknown") throw error;
      await this.parts.phone.changeSelf({ registered_as: null });
      await this.#run();
    }
  }

  async #run(): Promise<void> {
    const { phone, report } = this.parts;
    report({ phase: "connecting", error: null });
    await this.#greet();
    await this.#register();
    if (!this.#revoked) await handOverCode(this.parts);
    await this.#reportLost();
    report({ phase: "pulling" });
    await this.#pull();
    report({ phase: "pushing" });
    await this.#push();
    if (this.#revoked) {
      await wipePulled(phone);
      this.parts.stored();
      return;
    }
    report({ phase: "uploading" });
    const failed = await this.#sendEvidence();
    // The server still believes what it was told before all this arrived, and an audit waits for
    // phones that hold unsent work: the empty push says how much is left (step 4.1).
    if (this.#sent) await this.#push();
    report({ phase: "pulling" });
    await this.#pull();
    report({ phase: "checking" });
    await this.#fetchReceipts();
    if ((await tidy(phone)) > 0) this.parts.stored();
    if (failed !== null) throw new Interrupted("refused", failed);
  }

  /** Step 1: is it this server, and is it still the person whose queue this is? */
  async #greet(): Promise<void> {
    const body = this.#expect(
      await this.parts.transport.ask({ method: "GET", path: "hello", patience: 30_000 }),
    );
    const greeting = messages.hello(body.body);
    if (greeting === null) throw new Interrupted("portal");
    this.#limits = greeting.limits;
    this.parts.greeted(greeting);
    if (greeting.person.uuid === this.parts.phone.person.uuid) {
      const { signed_in_until } = greeting;
      if ((await this.parts.phone.self()).signed_in_until !== signed_in_until)
        await this.parts.phone.changeSelf({ signed_in_until });
    } else {
      throw new Interrupted("another_person", null, null, greeting.person);
    }
    this.parts.report({
      reach: "online",
      standing: "signed_in",
      other: null,
      update_wanted: greeting.update_wanted,
    });
  }

  /** Step 2.1; once for each version of the application and each name of the phone. */
  async #register(): Promise<void> {
    const { phone, app_version, user_agent } = this.parts;
    const self = await phone.self();
    if (self.registered_as === app_version) return;
    const reply = await this.parts.transport.ask({
      method: "PUT",
      path: `devices/${self.device}`,
      json: { label: self.label, app_version, user_agent },
    });
    this.#expectUnlessRevoked(reply);
    // Renamed while it was on its way: the next round says it again.
    const { label } = await phone.self();
    if (!this.#revoked && label === self.label) await phone.changeSelf({ registered_as: app_version });
  }

  /**
   * The browser cleared an earlier database of this person: the server is told under the old device
   * what was unsent there (an empty push only reports, step 4.1), so that the lead sees it too.
   */
  async #reportLost(): Promise<void> {
    const { phone } = this.parts;
    const { lost } = await phone.self();
    if (lost === null || lost.reported) return;
    const reply = await this.parts.transport.ask({
      method: "POST",
      path: "push",
      json: pushBody(this.parts, lost.device, 0, lost, []),
    });
    if (reply.kind === "answered" && reply.status < 500)
      await phone.changeSelf({ lost: { ...lost, reported: true } });
  }

  /** Step 7: page by page; the cursor moves only with what was stored. */
  async #pull(): Promise<void> {
    if (this.#revoked) return;
    const { phone, transport } = this.parts;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const self = await phone.self();
      const cursor = self.cursor === null ? "" : `&cursor=${encodeURIComponent(self.cursor)}`;
      const reply = await transport.ask({ method: "GET", path: `pull?device=${self.device}${cursor}` });
      const answered = this.#expectUnlessRevoked(reply);
      if (answered === null) return;
      const page = messages.page(answered.body);
      if (page === null) throw new Interrupted("portal");
      const moved = page.cursor !== self.cursor;
      if (await storePage(phone, page, new Date(this.parts.now()).toISOString())) this.parts.stored();
      if (!page.more || !moved) return;
    }
  }

  /** Step 4. At least one push a round, an empty one too: it reports, and hears of a restored server. */
  async #push(): Promise<void> {
    const { phone, pace, transport } = this.parts;
    let resends = 0;
    let done = 0;
    for (let first = true; ; first = false) {
      const most = Math.min(pace.mutations, this.#limits.mutations_per_push);
      const most_bytes = Math.min(pace.mutations * BYTES_PER_MUTATION, this.#limits.push_bytes * 0.9);
      const mutations = await phone.takeWaiting(most, most_bytes, new Date(this.parts.now()));
      if (mutations.length === 0 && !first) return;
      const self = await phone.self();
      const counts = await phone.counts();
      this.parts.report({ items: { done, total: done + counts.mutations } });
      const started = this.parts.now();
      const reply = await transport.ask({
        method: "POST",
        path: "push",
        json: pushBody(this.parts, self.device, self.clock_offset, counts, mutations),
      });
      if (reply.kind === "no_network") pace.mutations = adapt(pace.mutations, null, 1, most);
      if (reply.kind === "answered" && reply.status === 413 && mutations.length > 1) {
        pace.mutations = Math.max(1, Math.floor(mutations.length / 2));
        continue;
      }
      const answered = this.#expectUnlessRevoked(reply);
      // A revoked device is answered 401 with the receipts of its quarantine (step 2.3).
      const result = messages.push(answered?.body ?? (reply as Answered).body);
      if (result === null) {
        if (this.#revoked) return;
        throw new Interrupted("portal");
      }
      pace.mutations = adapt(pace.mutations, this.parts.now() - started, 1, this.#limits.mutations_per_push);
      const restored = result.resend_from === null && result.next_seq <= (await phone.highestAnswered());
      const resend_from = restored && result.receipts.length === 0 ? result.next_seq : result.resend_from;
      const again = await phone.keepReceipts(result.receipts, resend_from);
      done += result.receipts.length;
      if (result.receipts.length > 0) this.#sent = true;
      this.parts.report({ items: { done, total: done + (await phone.counts()).mutations } });
      this.parts.stored();
      if (resend_from !== null) {
        resends += 1;
        if (resends > MOST_RESENDS || again === 0) throw new Interrupted("refused", GAP);
        continue;
      }
      if (mutations.length > 0 && result.receipts.length === 0) throw new Interrupted("refused", GAP);
      if (mutations.length === 0) return;
    }
  }

  /** Step 6. One photograph that fails for itself does not stop the others. */
  async #sendEvidence(): Promise<Reason | null> {
    const { phone } = this.parts;
    const pending = (await phone.uploads()).filter(
      (upload) => upload.state === "absent" || upload.state === "partial",
    );
    const total = pending.reduce((sum, upload) => sum + upload.size, 0);
    let before = 0;
    let failed: Reason | null = null;
    for (const upload of pending) {
      this.#sent = true;
      const told = (received: number) => this.parts.report({ bytes: { done: before + received, total } });
      told(0);
      failed = (await this.#sendOne(upload, told)) ?? failed;
      before += upload.size;
      told(0);
      this.parts.stored();
    }
    return failed;
  }

  async #sendOne(upload: Upload, told: (received: number) => void): Promise<Reason | null> {
    const { phone, pace, transport } = this.parts;
    const device = (await phone.self()).device;
    const path = `evidence/${upload.sha256}`;
    const blob = await phone.blob(upload.sha256);
    // Step 6.2: the server says how far it got; a half-sent photograph goes on from there.
    let reply = await transport.ask({ method: "GET", path, headers: { "X-QMS-Device": device } });
    let [mismatches, stalls, furthest] = [0, 0, -1];
    for (;;) {
      const answered = this.#evidenceAnswer(reply);
      const said = messages.evidence(answered.body);
      if (answered.error?.code === "sync.hash_mismatch" && ++mismatches >= 2) return answered.error;
      const refused = answered.status === 415 || answered.status === 413;
      if (said === null && !refused && answered.status !== 409) return answered.error ?? UNREADABLE;
      const state = refused ? "refused" : (said?.state ?? "absent");
      const received =
        state === "verified" ? upload.size : Math.min(said?.received ?? receivedIn(answered), upload.size);
      const reason = said?.reason ?? answered.error?.message ?? null;
      await phone.keepUpload({ ...upload, state, received, reason: state === "refused" ? reason : null });
      told(received);
      stalls = received > furthest ? 0 : stalls + 1;
      furthest = received;
      if (stalls > MOST_STALLS) return answered.error ?? UNREADABLE;
      if (state === "verified" || state === "refused") return null;
      if (blob === null) {
        await phone.keepUpload({ ...upload, state: "refused", received, reason: null });
        return null;
      }
      const size = Math.min(pace.piece, this.#limits.chunk_bytes);
      const offset = received >= upload.size ? 0 : received;
      const piece = blob.slice(offset, offset + size);
      const started = this.parts.now();
      reply = await transport.ask({
        method: "PUT",
        path: `${path}?offset=${offset}&size=${upload.size}`,
        bytes: piece,
        headers: { "X-QMS-Device": device },
      });
      const took = reply.kind === "no_network" ? null : this.parts.now() - started;
      pace.piece = adapt(pace.piece, took, SMALLEST_PIECE, this.#limits.chunk_bytes);
    }
  }

  #evidenceAnswer(reply: Reply): Answered {
    const about_all =
      reply.kind !== "answered" ||
      reply.status < 400 ||
      reply.status >= 500 ||
      reply.status === 401 ||
      reply.status === 429 ||
      reply.error?.code === "sync.device_of_another_person";
    return about_all ? this.#expect(reply) : reply;
  }

  /** Step 8, for the audits of this device that are not proven yet. */
  async #fetchReceipts(): Promise<void> {
    const { phone, transport } = this.parts;
    const self = await phone.self();
    const known = await phone.receipts();
    const log = await phone.log();
    const here = new Set(
      (await readAudits(phone)).filter((audit) => audit.gone !== true).map((audit) => audit.uuid),
    );
    for (const audit of new Set(log.map((entry) => entry.audit))) {
      if (!here.has(audit)) continue;
      const kept = known.get(audit);
      const own_hash = await answersHash(hashedIds(log, audit));
      if (
        isProven(kept) &&
        kept?.own_hash === own_hash &&
        !(await this.#attachedSince(audit, kept.receipt.evidence.attached))
      )
        continue;
      const reply = await transport.ask({
        method: "GET",
        path: `audits/${audit}/receipt?device=${self.device}`,
      });
      if (reply.kind === "answered" && reply.status === 404) continue;
      const answered = this.#expect(reply);
      const receipt = messages.auditReceipt(answered.body);
      if (receipt === null) throw new Interrupted("portal");
      await phone.keepReceipt({
        audit,
        receipt,
        own_hash,
        server_time: String(answered.body["server_time"]),
      });
      this.parts.stored();
    }
  }

  async #attachedSince(audit: string, attached: number): Promise<boolean> {
    return (
      (await this.parts.phone.uploads(audit)).filter((upload) => upload.state === "verified").length >
      attached
    );
  }

  #expectUnlessRevoked(reply: Reply): Answered | null {
    if (reply.kind === "answered" && reply.error?.code === "sync.device_revoked") {
      this.#revoked = true;
      this.parts.report({ standing: "revoked" });
      return null;
    }
    return this.#expect(reply);
  }

  #expect(reply: Reply): Answered {
    if (reply.kind === "no_network") throw new Interrupted(reply.why);
    this.parts.report({ reach: "online" });
    if (reply.status < 300) return reply;
    const code = reply.error?.code;
    if (code === "sync.device_of_another_person") throw new Interrupted("another_person", reply.error);
    if (code === "sync.device_revoked") {
      this.#revoked = true;
      this.parts.report({ standing: "revoked" });
    } else if (reply.status === 401 && code !== "sync.device_unknown") {
      throw new Interrupted("signed_out", reply.error);
    }
    throw new Interrupted("refused", reply.error, reply.retry_after);
  }
}

const UNREADABLE: Reason = { code: "sync.unreadable", message: "", way_out: null };
const GAP: Reason = { code: "sync.gap", message: "", way_out: null };

function receivedIn(answered: Answered): number {
  const received = answered.body["received"];
  return typeof received === "number" ? received : 0;
}
