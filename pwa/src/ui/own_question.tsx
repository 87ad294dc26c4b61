/** A question that nobody had thought of, asked on the spot (step 3.6). */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { OwnType } from "../domain/mutations";
import { Dialog, Icon } from "./components";
import { t, type Key } from "./i18n";
import { addQuestion } from "./work";

const TYPES: readonly [OwnType, Key][] = [
  ["conformity", "own_conformity"],
  ["yes_no", "own_yes_no"],
  ["number", "own_number"],
  ["text", "own_text"],
];

export function OwnQuestionButton({ section }: { section: string | null }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="tool add" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t("own_add")}
      </button>
      {open && <OwnQuestionForm section={section} onClose={() => setOpen(false)} />}
    </>
  );
}

function OwnQuestionForm({ section, onClose }: { section: string | null; onClose: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [clause, setClause] = useState("");
  const [type, setType] = useState<OwnType>("conformity");
  const [problem, setProblem] = useState<Key | null>(null);
  const save = async () => {
    if (text.trim() === "") return setProblem("own_missing");
    await addQuestion(section, text.trim(), clause.trim(), type).then(onClose, () =>
      setProblem("stored_not"),
    );
  };
  return (
    <Dialog title={t("own_add")} onClose={onClose} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field">
          <span>
            {t("own_label")}
            <small>{t("own_hint")}</small>
          </span>
          <textarea
            rows={3}
            maxLength={2000}
            value={text}
            aria-invalid={problem === "own_missing"}
            onInput={(event) => {
              setProblem(null);
              setText(event.currentTarget.value);
            }}
          />
        </label>
        <div class="choices pairs" role="radiogroup" aria-label={t("own_type")}>
          {TYPES.map(([name, word]) => (
            <label key={name} class={`choice tone-plain ${type === name ? "on" : ""}`}>
              <input type="radio" name="own-type" checked={type === name} onChange={() => setType(name)} />
              <span>{t(word)}</span>
            </label>
          ))}
        </div>
        <label class="field">
          <span>{t("finding_clause")}</span>
          <input
            type="text"
            maxLength={60}
            value={clause}
            onInput={(event) => setClause(event.currentTarget.value)}
          />
        </label>
        {problem !== null && (
          <p class="problem" role="alert">
            {t(problem)}
          </p>
        )}
        <div class="row end sticky">
          <button type="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" class="primary">
            {t("own_save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
