/** Setting, changing and removing the PIN. Each may be killed midway; the next opening finishes it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { changePin, pinProblem, protect, unprotect } from "../storage/vault";
import { Dialog, Progress } from "./components";
import { span, t, type Key } from "./i18n";
import type { PinTask } from "./pin_card";
import { currentPhone, vaultChanged } from "./session";
import { useWait, waitNow } from "./wait";

const TITLES: Readonly<Record<PinTask, Key>> = { set: "pin_set", change: "pin_change", remove: "pin_remove" };

export function PinDialog({ task, onDone }: { task: PinTask; onDone: () => void }): JSX.Element {
  const [old, setOld] = useState("");
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState<Key | null>(null);
  const [work, setWork] = useState<{ done: number; total: number } | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const [wait, setWait] = useWait(currentPhone());
  const act = async () => {
    const said = task === "remove" ? null : (pinProblem(pin) ?? (pin === again ? null : "pin_differs"));
    setProblem(said);
    if (said !== null) return;
    let heard = false;
    const told = (done: number, total: number) => {
      setWork({ done, total });
      // As soon as it begins: other tabs must not go on writing beside it.
      if (!heard) vaultChanged();
      heard = true;
    };
    setWork({ done: 0, total: 1 });
    try {
      const phone = currentPhone();
      if (task === "set") {
        setCode(await protect(phone, pin, told));
        vaultChanged();
        return;
      }
      const done =
        task === "change" ? await changePin(phone, old, "pin", pin) : await unprotect(phone, old, told);
      setWait(await waitNow(phone));
      if (done !== "done") return setProblem(done === "wrong" ? "pin_wrong" : null);
      if (task === "remove") vaultChanged();
      onDone();
    } catch (error) {
      console.error(error);
      setProblem("stored_not");
    } finally {
      setWork(null);
    }
  };
  if (code !== null)
    return (
      <Dialog wide title={t("pin_code_title")} onClose={onDone}>
        <p class="code" data-testid="recovery-code">
          {code}
        </p>
        <p>{t("pin_code_text")}</p>
        <div class="row end">
          <button type="button" class="primary" onClick={onDone}>
            {t("pin_code_done")}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog wide title={t(TITLES[task])} onClose={work === null ? onDone : () => undefined}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        {task === "set" && <p>{t("pin_why")}</p>}
        {task !== "set" && <Secret name="pin_old" value={old} onInput={setOld} present />}
        {task !== "remove" && <Secret name="pin_new" value={pin} onInput={setPin} />}
        {task !== "remove" && <Secret name="pin_again" value={again} onInput={setAgain} />}
        {problem !== null && (
          <p class="problem" role="alert">
            {t(problem)}
          </p>
        )}
        {wait > 0 && <p role="status">{t("pin_wait", { time: span(wait) })}</p>}
        {work !== null && <Progress done={work.done} total={work.total} label={t("pin_working", work)} />}
        <div class="row end">
          <button type="submit" class="primary" disabled={work !== null || wait > 0}>
            {t(TITLES[task])}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function Secret({
  name,
  value,
  onInput,
  present = false,
}: {
  name: Key;
  value: string;
  onInput: (value: string) => void;
  /** Whether it is the one in use, for password managers. */
  present?: boolean;
}): JSX.Element {
  return (
    <label class="field">
      <span>{t(name)}</span>
      <input
        type="password"
        autocomplete={present ? "current-password" : "new-password"}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
