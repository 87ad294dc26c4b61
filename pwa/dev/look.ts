/**
 * `npm run look`: the built application against the memory server, with made-up audits, under the
 * policy of the real one. For looking, never shipped. PORT chooses the port; `/control?…` the weather:
 * `signed_out=1`, `as=piotr`, `portal=1`, `down=1`, `clock=<seconds>`, `reset=1`.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { extname, join } from "node:path";
import { MemoryServer } from "./server";
import { ANNA, PIOTR, scenario } from "./scenario";

const ROOT = join(process.cwd(), "../intranet_qms/static/pwa");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

let weather = { portal: false, down: false, clock: 0 };
let server = fresh();

function fresh(): MemoryServer {
  const made = new MemoryServer(ANNA);
  made.now = () => Date.now() + weather.clock * 1000;
  made.poison = (mutation) =>
    JSON.stringify(mutation.args).includes("ODRZUĆ") ? "sync.value_invalid" : null;
  made.publish(...scenario());
  return made;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

createServer((request, response) => {
  void (async () => {
    const url = new URL(request.url ?? "/", "http://look");
    const send = (status: number, type: string, body: string | Buffer) => {
      response.writeHead(status, {
        "Content-Type": type,
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
      });
      response.end(body);
    };
    if (url.pathname === "/control") {
      const asked = url.searchParams;
      if (asked.has("reset")) {
        weather = { portal: false, down: false, clock: 0 };
        server = fresh();
      }
      if (asked.has("signed_out")) server.person = asked.get("signed_out") === "1" ? null : ANNA;
      if (asked.has("as")) server.person = asked.get("as") === "piotr" ? PIOTR : ANNA;
      if (asked.has("portal")) weather.portal = asked.get("portal") === "1";
      if (asked.has("down")) weather.down = asked.get("down") === "1";
      if (asked.has("clock")) weather.clock = Number(asked.get("clock"));
      return send(200, "text/plain", "ok");
    }
    if (weather.down) return request.socket.destroy();
    if (weather.portal) return send(200, "text/html", "<html>Witaj w sieci gościnnej</html>");
    if (url.pathname.startsWith("/qms/api/sync/v1/")) {
      const path = url.pathname.slice("/qms/api/sync/v1/".length) + url.search;
      const answer = await server.handle(request.method ?? "GET", path, await bodyOf(request));
      return send(answer.status, "application/json", JSON.stringify(answer.body));
    }
    if (url.pathname === "/qms/audit/sign-in") {
      server.person = ANNA;
      response.writeHead(302, { Location: url.searchParams.get("next") ?? "/qms/audit/" });
      return response.end();
    }
    if (!url.pathname.startsWith("/qms/audit/")) return send(404, "text/plain", "not here");
    const file = url.pathname.slice("/qms/audit/".length) || "index.html";
    try {
      return send(200, TYPES[extname(file)] ?? "application/octet-stream", await readFile(join(ROOT, file)));
    } catch {
      return send(404, "text/plain", "not here");
    }
  })();
}).listen(Number(process.env["PORT"] ?? 8790), "127.0.0.1", () => console.log("ready"));
