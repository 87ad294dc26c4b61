/** When to synchronise: one sender for all tabs, patience after failures, at once when a network is back. */
import { backoff } from "../domain/timing";
import { FIRST_PACE, Interrupted, Round, type Pace, type RoundParts } from "./round";
import { AT_REST, type Status } from "./status";

export interface Timers {
  set(work: () => void, milliseconds: number): unknown;
  clear(timer: unknown): void;
}

export interface EngineParts extends Omit<RoundParts, "pace" | "report"> {
  /** Runs the work when no other tab is sending; false when one is. */
  readonly exclusively: (name: string, work: () => Promise<void>) => Promise<boolean>;
  readonly timers: Timers;
  readonly chance: () => number;
  readonly onStatus: (status: Status) => void;
}

/** Milliseconds between rounds when all is well and somebody looks. */
const AT_LEISURE = 120_000;
/** After the last tap, so that a sentence goes as one record. */
const AFTER_CHANGE = 1_500;
/** At most this long after the network is back; spread, so that not all phones come at once. */
const AFTER_ONLINE = 800;
const WHILE_BUSY = 3_000;

export class Engine {
  readonly #pace: Pace = { ...FIRST_PACE };
  #status: Status = AT_REST;
  #failures = 0;
  #running: Promise<void> | null = null;
  #again = false;
  /** Something was recorded while a round was under way, perhaps behind the part that sends it. */
  #more = false;
  #timer: unknown = null;
  #stopped = false;

  constructor(private readonly parts: EngineParts) {}

  get status(): Status {
    return this.#status;
  }

  /** Something was recorded: send soon, unless a failure asked for patience. */
  changed(): void {
    this.#more = true;
    if (this.#failures === 0 && !["signed_out", "disabled"].includes(this.#status.standing))
      this.#plan(AFTER_CHANGE);
  }

  /** A network is back: start within two seconds, whatever patience was left. */
  online(): void {
    this.#failures = 0;
    this.#plan(Math.round(AFTER_ONLINE * this.parts.chance()));
  }

  offline(): void {
    this.#report({ reach: "offline" });
  }

  /** "Send now". Resolves when the round has ended, well or not. */
  async sendNow(): Promise<void> {
    this.#failures = 0;
    await this.#start();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #plan(milliseconds: number): void {
    this.#cancel();
    if (this.#stopped) return;
    this.#report({ next_attempt: this.parts.now() + milliseconds });
    this.#timer = this.parts.timers.set(() => void this.#start(), milliseconds);
  }

  #cancel(): void {
    if (this.#timer !== null) this.parts.timers.clear(this.#timer);
    this.#timer = null;
  }

  #start(): Promise<void> {
    this.#cancel();
    if (this.#stopped) return Promise.resolve();
    if (this.#running !== null) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#rounds().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false;
      await this.#once();
    } while (this.#again && !this.#stopped && this.#failures === 0);
  }

  async #once(): Promise<void> {
    this.#report({ next_attempt: null });
    this.#more = false;
    let wait: number | null = AT_LEISURE;
    try {
      const mine = await this.parts.exclusively(`qms-send-${this.parts.phone.person.uuid}`, () =>
        new Round({ ...this.parts, pace: this.#pace, report: (changes) => this.#report(changes) }).run(),
      );
      this.#failures = 0;
      if (!mine) wait = WHILE_BUSY;
      else if (this.#more) wait = AFTER_CHANGE;
    } catch (error) {
      wait = this.#failed(error);
    }
    this.#report({ phase: "idle" });
    if (wait !== null) this.#plan(wait);
  }

  /** What to show, and milliseconds to wait; null to wait for the person. */
  #failed(error: unknown): number | null {
    this.#failures += 1;
    if (!(error instanceof Interrupted)) {
      this.#report({
        error: {
          code: "phone.storage",
          message: error instanceof Error ? error.message : String(error),
          way_out: null,
        },
      });
      return backoff(this.#failures, this.parts.chance());
    }
    switch (error.why) {
      case "signed_out":
        this.#report({ standing: "signed_out", error: null });
        return null;
      case "disabled":
        this.#report({ standing: "disabled", error: null });
        return null;
      case "another_person":
        this.#report({ standing: "another_person", other: error.other, error: null });
        return null;
      case "portal":
        this.#report({ reach: "portal", error: null });
        break;
      case "unreachable":
      case "timeout":
        this.#report({ reach: "offline", error: null });
        break;
      case "refused":
        this.#report({ error: error.reason });
    }
    return backoff(this.#failures, this.parts.chance(), error.retry_after);
  }

  #report(changes: Partial<Status>): void {
    this.#status = { ...this.#status, ...changes };
    this.parts.onStatus(this.#status);
  }
}
