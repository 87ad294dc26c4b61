/** The answers, one input for each type; one tap wherever one tap can be the answer. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { checkValue, type Problem } from "../domain/answers";
import type { Json } from "../domain/canonical";
import { CONFORMITY, type Question } from "../domain/checklist";
import { Icon, useAutosave, type IconName } from "./components";
import { day, number as numberText, said, t, type Key } from "./i18n";
import { SignaturePad } from "./pad";

export interface InputParts {
  readonly question: Question;
  readonly sample: number;
  readonly value: Json;
  readonly disabled: boolean;
  readonly labelled_by: string;
  readonly onValue: (value: Json) => Promise<void>;
  readonly onSignature: (name: string, picture: Blob) => Promise<void>;
}

export function AnswerInput(parts: InputParts): JSX.Element {
  switch (parts.question.type) {
    case "conformity":
      return (
        <Choices
          {...parts}
          many={false}
          options={CONFORMITY.map((value) => ({
            value,
            label: t(value),
            icon: CONFORMITY_ICONS[value],
            tone: value,
          }))}
        />
      );
    case "yes_no":
      return (
        <Choices
          {...parts}
          many={false}
          options={[
            { value: "yes", label: t("yes"), icon: "check", tone: "conforming" },
            { value: "no", label: t("no"), icon: "cross", tone: "nonconforming" },
          ]}
        />
      );
    case "one_of":
    case "many_of": {
      const options = (parts.question.choices ?? []).map((choice) => ({
        value: choice.value,
        label: said(choice, "label") || choice.value,
        icon: "check" as const,
        tone: "plain",
      }));
      return <Choices {...parts} many={parts.question.type === "many_of"} options={options} />;
    }
    case "number":
    case "text":
    case "date":
      return <Typed {...parts} />;
    case "photo":
      return (
        <p class="hint">
          <Icon name="camera" /> {t("value_photo")}
        </p>
      );
    case "signature":
      return <Signature {...parts} />;
    default:
      return (
        <p class="problem" role="alert">
          {t("unknown_type")}
        </p>
      );
  }
}

const CONFORMITY_ICONS: Readonly<Record<(typeof CONFORMITY)[number], IconName>> = {
  conforming: "check",
  nonconforming: "cross",
  observation: "alert",
  not_applicable: "dash",
};

interface Option {
  readonly value: string;
  readonly label: string;
  readonly icon: IconName;
  readonly tone: string;
}

function Choices({
  question,
  sample,
  value,
  disabled,
  labelled_by,
  onValue,
  options,
  many,
}: InputParts & { options: readonly Option[]; many: boolean }): JSX.Element {
  // What was not stored must not look chosen: the browser has set the box, so it is drawn anew.
  const [refusals, setRefusals] = useState(0);
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const is = (option: Option) => (many ? chosen.includes(option.value) : value === option.value);
  const change = (option: Option, checked: boolean) => {
    if (!many) return onValue(option.value);
    const rest = chosen.filter((item) => item !== option.value);
    return onValue(checked ? [...rest, option.value] : rest);
  };
  return (
    <div
      class={`choices ${options.length === 4 || options.length === 2 ? "pairs" : ""}`}
      role={many ? "group" : "radiogroup"}
      aria-labelledby={labelled_by}
      aria-required={question.required === true && !many ? true : undefined}
    >
      {options.map((option) => (
        <label
          key={`${option.value}/${refusals}`}
          class={`choice tone-${option.tone} ${is(option) ? "on" : ""}`}
        >
          <input
            type={many ? "checkbox" : "radio"}
            name={`${question.key}/${sample}`}
            value={option.value}
            checked={is(option)}
            disabled={disabled}
            onChange={(event) =>
              void change(option, event.currentTarget.checked).catch(() => setRefusals((count) => count + 1))
            }
          />
          <Icon name={option.icon} />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}

/** What was typed as a value of the question; null when the field was emptied. */
function parse(question: Question, text: string): Json {
  if (text.trim() === "" && question.type !== "text") return null;
  if (question.type === "number") return Number(text.replace(/[\s\u00a0]/g, "").replace(",", "."));
  return text === "" ? null : text;
}

function asText(value: Json, type: Question["type"]): string {
  if (typeof value === "number")
    return type === "number" ? numberText(value).replace(/[\s\u00a0]/g, "") : String(value);
  return typeof value === "string" ? value : "";
}

function Typed({ question, value, disabled, labelled_by, onValue }: InputParts): JSX.Element {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const range = rangeOf(question);
  const save = async (text: string) => {
    const parsed = parse(question, text);
    const found = checkValue(question, parsed);
    setProblems(found);
    // A wrong value is said and stays in the field; only what the server will take is recorded.
    if (found.length === 0) await onValue(parsed);
  };
  const { draft, failed, type, flush } = useAutosave(asText(value, question.type), save);
  const shared = {
    value: draft,
    disabled,
    onBlur: flush,
    "aria-labelledby": labelled_by,
    "aria-invalid": problems.length > 0,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      type(event.currentTarget.value),
  };
  return (
    <div class="typed">
      {question.type === "text" ? (
        <textarea {...shared} rows={3} maxLength={question.max_length ?? 20_000} />
      ) : question.type === "date" ? (
        <input
          {...shared}
          type="date"
          min={String(question.min ?? "1900-01-01")}
          max={String(question.max ?? "2100-12-31")}
        />
      ) : (
        <span class="with-unit">
          <input
            {...shared}
            type="text"
            inputMode={question.integer === true && Number(question.min ?? -1) >= 0 ? "numeric" : "decimal"}
            autoComplete="off"
          />
          {question.unit ? <span class="unit">{question.unit}</span> : null}
        </span>
      )}
      {range !== "" && <p class="hint">{range}</p>}
      {problems.map((problem) => (
        <p key={problem} class="problem" role="alert">
          {t(problem as Key, { range })}
        </p>
      ))}
      {failed && (
        <p class="problem" role="alert">
          {t("stored_not")}
        </p>
      )}
    </div>
  );
}

function rangeOf(question: Question): string {
  const show = (end: number | string | null | undefined) =>
    typeof end === "number" ? numberText(end) : typeof end === "string" ? day(end) : null;
  const [min, max] = [show(question.min), show(question.max)];
  if (min !== null && max !== null) return t("range_both", { min, max });
  if (min !== null) return t("range_min", { min });
  return max !== null ? t("range_max", { max }) : "";
}

function Signature({ question, value, disabled, onSignature }: InputParts): JSX.Element {
  const [name, setName] = useState("");
  const [picture, setPicture] = useState<Blob | null>(null);
  // A pad that was stored is taken away and laid out anew.
  const [signings, setSignings] = useState(0);
  const signed =
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as { readonly name?: Json }).name
      : null;
  const save = () =>
    picture !== null &&
    void onSignature(name.trim(), picture).then(
      () => {
        setPicture(null);
        setSignings(signings + 1);
      },
      () => undefined,
    );
  return (
    <div class="signature">
      {typeof signed === "string" && (
        <p class="hint">
          <Icon name="pen" /> {t("signature_saved", { name: signed })}
        </p>
      )}
      {!disabled && (
        <>
          <label class="field">
            <span>{t("signature_name")}</span>
            <input
              type="text"
              maxLength={200}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <SignaturePad
            key={signings}
            label={`${t("signature_draw")}: ${said(question, "text")}`}
            name={name}
            onPicture={setPicture}
          />
          <button
            type="button"
            class="primary"
            disabled={picture === null || name.trim() === ""}
            onClick={save}
          >
            {t("signature_save")}
          </button>
        </>
      )}
    </div>
  );
}
