/** Asking the server, and telling its answers from those of everything in between. */
import { clockOffset, retryAfter } from "../domain/timing";
import type { Reason } from "../domain/mutations";

export const SERVICE = "intranet-qms";

/** Something that is not this server answered, or nothing did (step 1.2). */
export interface NoNetwork {
  readonly kind: "no_network";
  /** `portal`: somebody answered, but not this server. */
  readonly why: "unreachable" | "portal" | "timeout";
}

/** This server's answer. */
export interface Answered {
  readonly kind: "answered";
  readonly status: number;
  readonly body: { readonly [key: string]: unknown };
  readonly error: Reason | null;
  /** Seconds, from Retry-After. */
  readonly retry_after: number | null;
}

export type Reply = NoNetwork | Answered;

export interface Ask {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly json?: unknown;
  readonly bytes?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the attempt is given up. Generous: 3 kB/s is still a network. */
  readonly patience?: number;
}

export interface TransportParts {
  /** `<prefix>/api/sync/v1/`, absolute. */
  readonly base: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly language: () => string;
  /** Told the difference to the server's clock at each answer (step 1.4). */
  readonly onClock: (offset: number) => void;
}

const PATIENCE = 120_000;

export class Transport {
  constructor(private readonly parts: TransportParts) {}

  async ask(ask: Ask): Promise<Reply> {
    const { base, now } = this.parts;
    const headers: Record<string, string> = {
      Accept: "application/json",
      "Accept-Language": this.parts.language(),
      ...ask.headers,
    };
    if (ask.json !== undefined) headers["Content-Type"] = "application/json";
    if (ask.bytes !== undefined) headers["Content-Type"] = "application/octet-stream";
    const body = ask.json !== undefined ? JSON.stringify(ask.json) : ask.bytes;
    const asked_at = now();
    let response: Response;
    let text: string;
    try {
      response = await this.parts.fetch(new URL(ask.path, base).href, {
        method: ask.method,
        headers,
        cache: "no-store",
        credentials: "same-origin",
        signal: AbortSignal.timeout(ask.patience ?? PATIENCE),
        ...(body === undefined ? {} : { body }),
      });
      text = await response.text();
    } catch (error) {
      const late = error instanceof DOMException && error.name === "TimeoutError";
      return { kind: "no_network", why: late ? "timeout" : "unreachable" };
    }
    const parsed = ours(response, text);
    if (parsed === null) return { kind: "no_network", why: "portal" };
    if (typeof parsed["server_time"] === "string") {
      const offset = clockOffset(asked_at, now(), parsed["server_time"]);
      if (offset !== null) this.parts.onClock(offset);
    }
    return {
      kind: "answered",
      status: response.status,
      body: parsed,
      error: reasonIn(parsed, response.status),
      retry_after: retryAfter(response.headers.get("Retry-After"), now()),
    };
  }
}

/** The body when it is this server's (step 1.2): the media type and the name must both be right. */
function ours(response: Response, text: string): { readonly [key: string]: unknown } | null {
  const media_type = (response.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (media_type !== "application/json") return null;
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
    const fields = body as { readonly [key: string]: unknown };
    return fields["service"] === SERVICE ? fields : null;
  } catch {
    return null;
  }
}

function reasonIn(body: { readonly [key: string]: unknown }, status: number): Reason | null {
  const error = body["error"];
  if (typeof error === "object" && error !== null) {
    const { code, message, way_out } = error as { code?: unknown; message?: unknown; way_out?: unknown };
    return {
      code: typeof code === "string" ? code : `http.${status}`,
      message: typeof message === "string" ? message : "",
      way_out: typeof way_out === "string" ? way_out : null,
    };
  }
  return status >= 400 ? { code: `http.${status}`, message: "", way_out: null } : null;
}
