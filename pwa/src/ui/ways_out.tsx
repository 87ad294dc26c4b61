/** A record the server will never take: why, and the three ways out (step 4.5). */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LogEntry } from "../domain/mutations";
import { exportUnsent } from "../storage/export";
import { Confirm, Icon, saveFile } from "./components";
import { t, type Key } from "./i18n";
import { pl } from "./i18n/pl";
import { currentPhone, giveUp } from "./session";
import { go } from "./app_state";

const NAMES: Readonly<Record<LogEntry["mutation"]["name"], Key>> = {
  "answer.record": "m_answer",
  "answer.resolve": "m_resolve",
  "evidence.attach": "m_attach",
  "evidence.caption": "m_caption",
  "finding.raise": "m_raise",
  "finding.amend": "m_amend",
  "question.add": "m_question",
  "sample.label": "m_sample",
  "sheet.sign": "m_sign",
};

export function nameOf(entry: LogEntry): string {
  return t(NAMES[entry.mutation.name]);
}

/** Where its person can mend it. */
export function screenOf(entry: LogEntry): string {
  const { mutation } = entry;
  const audit = `/audit/${entry.audit}`;
  if ("question" in mutation.args && mutation.args.question !== null)
    return `${audit}?question=${encodeURIComponent(mutation.args.question)}`;
  if (mutation.name.startsWith("finding.")) return `${audit}/findings`;
  if (mutation.name === "question.add") return audit;
  return mutation.name === "sheet.sign" ? `${audit}/sign` : `${audit}/photos`;
}

/** What was written, so that it can be mended or copied by hand. */
function content({ mutation }: LogEntry): string {
  const { args } = mutation;
  const parts: unknown[] =
    "value" in args
      ? [typeof args.value === "string" && args.value in pl ? t(args.value as Key) : args.value, args.note]
      : "statement" in args
        ? [args.statement]
        : "caption" in args
          ? [args.caption]
          : "signed_name" in args
            ? [args.signed_name, args.remark]
            : "label" in args
              ? [args.label]
              : "text" in args
                ? [args.text]
                : [];
  return parts
    .filter((part) => part !== null && part !== undefined && part !== "")
    .map((part) => (typeof part === "string" ? part : JSON.stringify(part)))
    .join(" · ");
}

export function RejectedBox({ entry, here = false }: { entry: LogEntry; here?: boolean }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const reason = entry.receipt?.reason;
  return (
    <section class="notice bad" role="alert">
      <Icon name="cross" />
      <div>
        <strong>
          {nameOf(entry)}: {t("refused_title")}
        </strong>
        <p>
          {reason?.message ?? ""} {reason?.way_out ?? ""}
        </p>
        {content(entry) !== "" && <p>{t("refused_value", { value: content(entry) })}</p>}
        <div class="row">
          {!here && (
            <button type="button" class="primary" onClick={() => go(screenOf(entry))}>
              {t("mend")}
            </button>
          )}
          <button
            type="button"
            onClick={() =>
              void exportUnsent(currentPhone(), [entry]).then((blob) =>
                saveFile(blob, `qms-${entry.id}.json`),
              )
            }
          >
            <Icon name="download" />
            {t("export")}
          </button>
          <button type="button" onClick={() => setAsking(true)}>
            {t("give_up")}
          </button>
        </div>
      </div>
      {asking && (
        <Confirm
          title={t("give_up_ask")}
          text={t("give_up_text")}
          yes={t("give_up_yes")}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            void giveUp(entry.seq);
          }}
        />
      )}
    </section>
  );
}
