/** The data waits behind a PIN: open it, recover it, or start over knowing what is lost. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { forgetLast, removeDatabase } from "../storage/people";
import { changePin, pinProblem, unlock } from "../storage/vault";
import { greet, locked, unlocked, work } from "./app_state";
import { Confirm, Icon } from "./components";
import { forgetShown } from "./session";
import { span, t, type Key } from "./i18n";
import { Secret } from "./pin";
import { unsentWords } from "./unsent";
import { useWait } from "./wait";

export function Locked(): JSX.Element | null {
  const behind = locked.value;
  const [secret, setSecret] = useState("");
  const [fresh, setFresh] = useState("");
  const [by, setBy] = useState<"pin" | "code">("pin");
  const [problem, setProblem] = useState<Key | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  // Taken away in another tab: there is nothing to ask for any more.
  const [wait] = useWait(behind?.phone ?? null, () => void unlocked());
  if (behind === null) return null;
  const { phone, known } = behind;
  const open = async () => {
    const said = by === "code" ? pinProblem(fresh) : null;
    setProblem(said);
    if (said !== null || busy) return;
    setBusy(true);
    try {
      const result = await unlock(phone, secret, by);
      if (result === "wrong") return setProblem(by === "pin" ? "pin_wrong" : "lock_code_wrong");
      if (result === "wait") return;
      if (by === "code") await changePin(phone, secret, "code", fresh);
      await unlocked();
    } finally {
      setSecret("");
      setBusy(false);
    }
  };
  const over = async () => {
    await phone.connection.close();
    await removeDatabase(known.uuid);
    locked.value = null;
    // What a tab that was locked while it was open still showed is gone too.
    forgetShown();
    await work(known);
  };
  const lost = known.mutations + known.evidence;
  return (
    <main class="page narrow whole" id="main">
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void open();
        }}
      >
        <h1>{t("lock_title", { name: known.name })}</h1>
        {by === "pin" ? (
          <Secret name="pin" value={secret} onInput={setSecret} present />
        ) : (
          <>
            <p>{t("lock_code_text")}</p>
            <label class="field">
              <span>{t("lock_code")}</span>
              <input
                type="text"
                autocomplete="off"
                spellcheck={false}
                value={secret}
                onInput={(event) => setSecret(event.currentTarget.value)}
              />
            </label>
            <Secret name="pin_new" value={fresh} onInput={setFresh} />
          </>
        )}
        {problem !== null && (
          <p class="problem" role="alert">
            {t(problem)}
          </p>
        )}
        {wait > 0 && <p role="status">{t("pin_wait", { time: span(wait) })}</p>}
        <button type="submit" class="primary big" disabled={busy || wait > 0 || secret === ""}>
          {t(busy ? "pin_opening" : "lock_open")}
        </button>
        {by === "pin" ? (
          <button
            type="button"
            class="link"
            onClick={() => {
              setBy("code");
              setSecret("");
              setProblem(null);
            }}
          >
            {t("lock_forgotten")}
          </button>
        ) : (
          <button type="button" class="quiet" onClick={() => setAsking(true)}>
            <Icon name="alert" />
            {t("lock_over")}
          </button>
        )}
        <button
          type="button"
          class="link"
          onClick={() => {
            forgetLast();
            locked.value = null;
            void greet();
          }}
        >
          {t("lock_other")}
        </button>
      </form>
      {asking && (
        <Confirm
          title={t("lock_over_ask")}
          text={
            lost > 0
              ? t("lock_over_lost", { what: unsentWords(known.mutations, known.evidence) })
              : t("lock_over_clean")
          }
          yes={t("lock_over_yes")}
          onNo={() => setAsking(false)}
          onYes={() => void over()}
        />
      )}
    </main>
  );
}
