/** Two answers side by side, with their authors; the lead auditor decides (step 5.3). */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Json } from "../domain/canonical";
import type { Question } from "../domain/checklist";
import type { QuestionView } from "../domain/view";
import { Icon, When } from "./components";
import { day, number, said, t, type Key } from "./i18n";
import { resolveConflict } from "./work";

/** A value in words. */
export function answerText(question: Question, value: Json): string {
  if (value === null) return t("no_value");
  if (typeof value === "number") return `${number(value)}${question.unit ? ` ${question.unit}` : ""}`;
  if (typeof value === "string") {
    if (question.type === "conformity" || question.type === "yes_no") return t(value as Key);
    if (question.type === "date") return day(value);
    const choice = question.choices?.find((item) => item.value === value);
    return choice === undefined ? value : said(choice, "label") || value;
  }
  if (Array.isArray(value)) {
    if (question.type === "photo") return `${t("photos")}: ${value.length}`;
    return (
      value.map((item) => answerText({ ...question, type: "one_of" }, item as Json)).join(", ") ||
      t("no_value")
    );
  }
  return typeof value === "object" && "name" in value ? String(value["name"]) : "";
}

export function Conflict({ view, lead }: { view: QuestionView; lead: boolean }): JSX.Element {
  const [note, setNote] = useState("");
  const { question, sample, stands } = view;
  const keep = (uuids: readonly string[]) =>
    void resolveConflict(question.key, sample, uuids, note.trim()).catch(() => undefined);
  return (
    <section class="conflict" aria-label={t("conflict_title")}>
      <p>
        <Icon name="fork" />
        <strong>{t("conflict_title")}</strong> {lead ? t("conflict_lead") : t("conflict_text")}
      </p>
      <ul>
        {stands.shown.map((answer) => (
          <li key={answer.uuid}>
            <strong>{answerText(question, answer.data.value)}</strong>
            {answer.data.note !== "" && <p>{answer.data.note}</p>}
            <p class="hint">
              {answer.data.author.name}, <When time={answer.data.device_time ?? answer.data.server_time} />
            </p>
            {lead && (
              <button type="button" onClick={() => keep([answer.uuid])}>
                {t("keep_this")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {lead && (
        <>
          <label class="field">
            <span>{t("decide_note")}</span>
            <textarea
              rows={2}
              maxLength={20_000}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
          <button type="button" onClick={() => keep(stands.shown.map((answer) => answer.uuid))}>
            {t("keep_all")}
          </button>
        </>
      )}
    </section>
  );
}
