/** The golden messages as the phone reads and writes them. */
import { describe, expect, test } from "vitest";
import type { Mutation } from "../src/domain/mutations";
import * as messages from "../src/sync/messages";
import { Transport } from "../src/sync/transport";
import { golden } from "./golden";

interface Case {
  name: string;
  request: { method: string; path: string; body?: { mutations?: Mutation[] } };
  response: { status: number; headers?: Record<string, string>; body: Record<string, unknown> };
}

const READERS: Readonly<Record<string, (body: Record<string, unknown>) => unknown>> = {
  "hello.json": messages.hello,
  "push.json": messages.push,
  "pull.json": messages.page,
  "evidence.json": messages.evidence,
  "receipt.json": messages.auditReceipt,
};

async function hear(response: Case["response"]) {
  const transport = new Transport({
    base: "http://phone.test/",
    now: () => 0,
    language: () => "pl",
    onClock: () => undefined,
    fetch: () =>
      Promise.resolve(
        new Response(JSON.stringify(response.body), {
          status: response.status,
          headers: { "Content-Type": "application/json; charset=utf-8", ...response.headers },
        }),
      ),
  });
  return transport.ask({ method: "GET", path: "x" });
}

describe.each(Object.keys(READERS))("%s", (file) => {
  test.each(golden<Case>(file))("$name", async ({ request, response }) => {
    const reply = await hear(response);
    if (reply.kind !== "answered") throw new Error("the phone does not take it for this server's answer");
    expect(reply.status).toBe(response.status);
    expect(reply.error === null).toBe(response.status < 400);
    if (response.headers?.["Retry-After"] !== undefined)
      expect(reply.retry_after).toBe(Number(response.headers["Retry-After"]));
    const has_content = response.status < 300 && !request.path.startsWith("devices/");
    if (!has_content) return;
    const read = READERS[file]?.(reply.body);
    expect(read).not.toBeNull();
    if (file === "pull.json")
      expect((read as { changes: unknown[] }).changes).toEqual(response.body["changes"]);
    if (file === "push.json")
      expect((read as { receipts: unknown[] }).receipts).toEqual(response.body["receipts"]);
  });
});

test("a change of a type this phone does not know is left out, the others stay", () => {
  const page = messages.page({
    cursor: "c",
    more: false,
    changes: [
      { type: "hologram", uuid: "u", audit: "a", data: {} },
      { type: "answer", uuid: "u", audit: "a", deleted: true },
    ],
  });
  expect(page?.changes).toHaveLength(1);
});

test.each([
  [{}],
  [{ receipts: "x", next_seq: 1 }],
  [{ receipts: [{ id: 1 }], next_seq: 1 }],
  [{ receipts: [{ id: "a", seq: 1, status: "lost" }], next_seq: 1 }],
])("%j is no answer to a push", (body) => {
  expect(messages.push(body)).toBeNull();
});
