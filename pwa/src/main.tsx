/** Start the application, and hear of a new version without obeying it. */
import { render } from "preact";
import "./style/index.css";
import { App } from "./ui/app";
import { checkPromises, start, update_waiting, versionChanged } from "./ui/app_state";

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
void start();

if ("serviceWorker" in navigator && import.meta.env.PROD) void listenForVersions();

/** A new version waits until its person asks for it; only then, and only where it was asked, it reloads. */
async function listenForVersions(): Promise<void> {
  const workers = navigator.serviceWorker;
  const had_one = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    void checkPromises();
    if (had_one) versionChanged();
  });
  try {
    const registration = await workers.register(new URL("sw.js", document.baseURI), {
      scope: new URL("./", document.baseURI).pathname,
    });
    const look = (worker: ServiceWorker | null) => {
      if (worker === null) return;
      const ready = () => {
        if (worker.state === "installed" && workers.controller !== null) update_waiting.value = worker;
      };
      ready();
      worker.addEventListener("statechange", ready);
    };
    look(registration.waiting);
    registration.addEventListener("updatefound", () => look(registration.installing));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
    });
  } catch (error) {
    console.warn("no service worker", error);
  }
}
