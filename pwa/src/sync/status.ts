/** What the sync screen shows of the engine. */
import type { Reason } from "../domain/mutations";

/**
 * Who the server takes us for.
 *
 * - `signed_out`: sign in again; the queue stays (step 2.4).
 * - `disabled`: the account was; what was sent is kept for review (step 2.3.1).
 * - `another_person`: somebody else is signed in; their queue is another one (step 2.2).
 * - `revoked`: this device was revoked; what it pushes is quarantined (step 2.3).
 */
export type Standing = "unknown" | "signed_in" | "signed_out" | "disabled" | "another_person" | "revoked";

/** Whether this server can be reached; `portal` is a network that answers in its place. */
export type Reach = "unknown" | "online" | "offline" | "portal";

export type Phase = "idle" | "connecting" | "pulling" | "pushing" | "uploading" | "checking";

export interface Status {
  readonly phase: Phase;
  readonly reach: Reach;
  readonly standing: Standing;
  /** The name of the other person, when `another_person`. */
  readonly other: { readonly uuid: string; readonly name: string } | null;
  readonly error: Reason | null;
  readonly update_wanted: boolean;
  readonly items: { readonly done: number; readonly total: number };
  readonly bytes: { readonly done: number; readonly total: number };
  /** Milliseconds since the epoch; null when nothing is planned. */
  readonly next_attempt: number | null;
}

export const AT_REST: Status = {
  phase: "idle",
  reach: "unknown",
  standing: "unknown",
  other: null,
  error: null,
  update_wanted: false,
  items: { done: 0, total: 0 },
  bytes: { done: 0, total: 0 },
  next_attempt: null,
};
