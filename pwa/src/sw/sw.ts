/**
 * The service worker: the application's shell, from the cache first. It listens and hands out files;
 * it knows nothing of audits, never touches the API, and takes over only when it is asked to.
 */
interface WorkerScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: {
      includeUncontrolled: boolean;
    }): Promise<readonly { postMessage(data: unknown): void }[]>;
  };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
}

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface WorkerEvents {
  install: Extendable;
  activate: Extendable;
  message: Extendable & MessageEvent<unknown>;
  sync: Extendable & { readonly tag: string };
  fetch: Extendable & { readonly request: Request; respondWith(response: Promise<Response>): void };
}

/** Written by the build: the files of this version and a hash over their contents. */
declare const __PRECACHE__: { readonly version: string; readonly files: readonly string[] };

const worker = self as unknown as WorkerScope;
const { version, files } = __PRECACHE__;
const PREFIX = "qms-shell-";
const CACHE = `${PREFIX}${version}`;
const scope = new URL(worker.registration.scope);
const shell = new URL("./", scope).href;
const assets = new URL("assets/", scope).href;
const addresses = new Set([shell, ...files.map((file) => new URL(file, scope).href)]);

worker.addEventListener("install", (event) => {
  // All or nothing: a version whose files did not all arrive is not installed. No HTTP cache between.
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) =>
        cache.addAll([...addresses].map((address) => new Request(address, { cache: "reload" }))),
      ),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith(PREFIX) && name !== CACHE)
            // The last one stays: a tab that was not reloaded yet still asks for its own files.
            .slice(0, -1)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("message", (event) => {
  const data = event.data;
  if (typeof data === "object" && data !== null && (data as { type?: unknown }).type === "activate") {
    event.waitUntil(worker.skipWaiting());
  }
});

// Background Sync: the browser found a network. The pages know what to send, and whether they may.
worker.addEventListener("sync", (event) => {
  event.waitUntil(
    worker.clients
      .matchAll({ includeUncontrolled: true })
      .then((pages) => pages.forEach((page) => page.postMessage({ type: "network" }))),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== scope.origin) return;
  // Only the root of the application is a page of the shell: signing in and out go to the server.
  const address =
    request.mode === "navigate" && url.pathname === scope.pathname ? shell : `${url.origin}${url.pathname}`;
  if (!addresses.has(address)) {
    // A file of the version before, whose name holds its hash.
    if (address.startsWith(assets))
      event.respondWith(caches.match(address).then((old) => old ?? fetch(request)));
    return;
  }
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(address))
      .then((cached) => cached ?? fetch(request)),
  );
});
