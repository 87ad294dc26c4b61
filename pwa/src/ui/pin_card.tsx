/** Whether a PIN protects this phone's data, and the way to set, change and remove it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "./components";
import { t } from "./i18n";
import { later } from "./later";
import { currentPhone } from "./session";

export type PinTask = "set" | "change" | "remove";
const PinDialog = later(() => import("./pin").then((screen) => screen.PinDialog));

export function PinCard(): JSX.Element {
  const [task, setTask] = useState<PinTask | null>(null);
  const on = currentPhone().connection.codec !== null;
  return (
    <div class="card" data-testid="pin">
      <p class={`line ${on ? "good" : ""}`}>
        <Icon name={on ? "check" : "dash"} />
        {t(on ? "pin_on" : "pin_off")}
      </p>
      <div class="row">
        {on ? (
          <>
            <button type="button" onClick={() => setTask("change")}>
              {t("pin_change")}
            </button>
            <button type="button" class="quiet" onClick={() => setTask("remove")}>
              {t("pin_remove")}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => setTask("set")}>
            {t("pin_set")}
          </button>
        )}
      </div>
      {task !== null && <PinDialog task={task} onDone={() => setTask(null)} />}
    </div>
  );
}
