/** One question on a card: the answer in one tap, note, photographs, findings, and the state of all of it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Json } from "../domain/canonical";
import type { Question } from "../domain/checklist";
import { earlierForm } from "../domain/needs";
import type { QuestionView } from "../domain/view";
import { PhotoButton } from "./capture";
import { AnswerInput } from "./inputs";
import { className } from "./classes";
import { Conflict, answerText } from "./conflict";
import { Icon, StateChip, Thumbnail, When, useAutosave } from "./components";
import { Earlier, sameClause } from "./earlier";
import { said, t } from "./i18n";
import { later } from "./later";
import { near } from "./near";
import { person, questionSignal, view as open_view } from "./session";
import { Cited } from "./texts";
import { labelSample, recordAnswer, recordSignature } from "./work";
import { RejectedBox } from "./ways_out";

const VoiceButton = later(() => import("./voice").then((screen) => screen.VoiceButton), true);
const FindingForm = later(() => import("./findings").then((screen) => screen.FindingAt), true);

export function QuestionCard({
  question,
  position,
  total,
  read_only,
  lead,
}: {
  question: Question;
  position: number;
  total: number;
  read_only: boolean;
  lead: boolean;
}): JSX.Element | null {
  const [sample, setSample] = useState(0);
  const [extra, setExtra] = useState(0);
  const card = useRef<HTMLElement>(null);
  // On a long sheet a card far from the screen is its question only; what is inside comes near it.
  const [whole, setWhole] = useState(total <= ALL_AT_ONCE);
  useEffect(
    () => (whole || card.current === null ? undefined : near(card.current, () => setWhole(true))),
    [],
  );
  const first = questionSignal(question.key)?.value;
  if (first === undefined) return null;
  const shown =
    sample === 0
      ? first
      : (questionSignal(question.key, sample)?.value ?? {
          ...first,
          sample,
          label: "",
          stands: NONE,
          state: null,
          evidence: [],
          evidence_missing: false,
          rejected: [],
        });
  const samples = Math.max(first.samples, extra);
  const title_id = `q-${question.key}`;
  return (
    <article
      class={`card question kind-${shown.stands.kind}`}
      data-testid="question-card"
      data-question={question.key}
      id={`card-${question.key}`}
      ref={card}
      aria-labelledby={title_id}
      tabIndex={-1}
    >
      <header>
        <span class="hint">
          {position}/{total}
        </span>
        {question.clause ? <span class="clause">{t("clause", { clause: question.clause })}</span> : null}
        {question.own !== undefined && <span class="clause">{t("own_by", { name: question.own })}</span>}
        {shown.required && shown.stands.kind === "unanswered" && <span class="hint">{t("required")}</span>}
        <span class="grow" />
        {shown.state !== null && <StateChip state={shown.state} />}
      </header>
      <h3 id={title_id}>{said(question, "text")}</h3>
      {question.earlier !== undefined && (
        <p class="flag plain">{t("asked_earlier", { n: question.earlier })}</p>
      )}
      {whole && (
        <div class="helps">
          {said(question, "guidance") !== "" && (
            <details>
              <summary>{t("guidance")}</summary>
              <p>{said(question, "guidance")}</p>
            </details>
          )}
          <Cited question={question.key} />
          {open_view.peek() !== null && (
            <Earlier
              view={open_view.peek() as NonNullable<typeof open_view.value>}
              of={(finding) => sameClause(finding, question.clause)}
            />
          )}
        </div>
      )}
      {whole && samples > 1 && (
        <>
          <div class="samples" role="group" aria-label={said(question, "text")}>
            {Array.from({ length: samples }, (_, at) => (
              <button
                type="button"
                key={at}
                aria-pressed={at === sample}
                class={at === sample ? "on" : ""}
                onClick={() => setSample(at)}
              >
                {questionSignal(question.key, at)?.value.label || t("sample", { n: at + 1 })}
              </button>
            ))}
          </div>
          <SampleName key={`${sample}`} view={shown} read_only={read_only} />
        </>
      )}
      {whole && (
        <Body
          key={`body${sample}`}
          view={shown}
          title_id={title_id}
          read_only={read_only || question.earlier !== undefined}
          lead={lead}
          onSample={() => {
            setExtra(samples + 1);
            setSample(samples);
          }}
        />
      )}
    </article>
  );
}

/** Up to so many questions every card is whole from the beginning. */
export const ALL_AT_ONCE = 60;

/** What was looked at: the case, the file, the workplace (step 3.7). */
function SampleName({ view, read_only }: { view: QuestionView; read_only: boolean }): JSX.Element {
  const name = useAutosave(view.label, (text) => labelSample(view.question.key, view.sample, text.trim()));
  return (
    <label class="field">
      <span>{t("sample_name", { n: view.sample + 1 })}</span>
      <input
        type="text"
        maxLength={200}
        placeholder={t("sample_hint")}
        value={name.draft}
        disabled={read_only}
        onInput={(event) => name.type(event.currentTarget.value)}
        onBlur={name.flush}
      />
    </label>
  );
}

const NONE = { kind: "unanswered" as const, heads: [], shown: [] };

function Body({
  view,
  title_id,
  read_only,
  lead,
  onSample,
}: {
  view: QuestionView;
  title_id: string;
  read_only: boolean;
  lead: boolean;
  onSample: () => void;
}): JSX.Element {
  const { question, sample, stands } = view;
  const current = stands.kind === "conflict" ? undefined : stands.shown[0]?.data;
  const value = current?.value ?? null;
  const saved_note = current?.note ?? "";
  const [noting, setNoting] = useState(false);
  const [finding, setFinding] = useState(false);
  const note = useAutosave(saved_note, (text) => recordAnswer(question.key, sample, value, text), true);
  const record = (next: Json) => recordAnswer(question.key, sample, next, note.draft);
  const earlier = earlierForm(question, value);
  const has_note = noting || saved_note !== "" || note.draft !== "";
  return (
    <>
      {stands.kind === "conflict" && <Conflict view={view} lead={lead && !read_only} />}
      {stands.kind === "side_by_side" && (
        <div class="beside">
          <p class="hint">{t("side_by_side")}</p>
          <ul>
            {stands.shown.map((answer) => (
              <li key={answer.uuid}>
                <strong>{answerText(question, answer.data.value)}</strong> {answer.data.author.name}
                {answer.data.note !== "" && `: ${answer.data.note}`}
              </li>
            ))}
          </ul>
        </div>
      )}
      {earlier !== null && current !== undefined && (
        <p class="flag">
          <Icon name="alert" />
          <span>
            {t("answered_earlier", {
              n: earlier.version,
              answer: answerText({ ...question, ...earlier }, value),
              name: current.author.name,
            })}
          </span>
        </p>
      )}
      {stands.kind !== "conflict" && (
        <AnswerInput
          question={question}
          sample={sample}
          value={value}
          disabled={read_only}
          labelled_by={title_id}
          onValue={record}
          onSignature={(name, picture) => recordSignature(question.key, sample, name, picture, note.draft)}
        />
      )}
      {current !== undefined && current.author.uuid !== person.value?.uuid && (
        <p class="hint">
          {current.author.name}, <When time={current.device_time ?? current.server_time} />
        </p>
      )}
      {has_note && stands.kind !== "conflict" && (
        <div class="noting">
          <label class="field note">
            <span>
              {t("note_label")}
              <small>{t("note_hint")}</small>
            </span>
            <textarea
              rows={2}
              maxLength={20_000}
              value={note.draft}
              disabled={read_only}
              autoFocus={noting}
              onInput={(event) => note.type(event.currentTarget.value)}
              onBlur={note.flush}
            />
            {note.failed && (
              <span class="problem" role="alert">
                {t("stored_not")}
              </span>
            )}
          </label>
          {!read_only && (
            <VoiceButton onText={(text) => note.type(`${note.draft}${note.draft && " "}${text}`)} />
          )}
        </div>
      )}
      {view.evidence.length > 0 && (
        <ul class="strip">
          {view.evidence.map((item) => (
            <li key={item.uuid}>
              <Thumbnail sha256={item.data.sha256} alt={item.data.caption} own={item.own} />
              <StateChip state={item.state} beside />
              {item.reason !== null && <span class="problem">{item.reason}</span>}
            </li>
          ))}
        </ul>
      )}
      {view.evidence_missing && (
        <p class="flag">
          <Icon name="alert" />
          {t("evidence_missing")}
        </p>
      )}
      {view.findings.map((item) => (
        <p key={item.uuid} class="flag plain">
          <Icon name="flag" />
          <span>
            <strong>{className(item.data)}</strong> {item.data.number ?? ""} {item.data.statement}
          </span>
          <StateChip state={item.state} beside />
        </p>
      ))}
      {view.rejected.map((entry) => (
        <RejectedBox key={entry.seq} entry={entry} here />
      ))}
      {!read_only && (
        <footer class="tools">
          <PhotoButton question={question.key} sample={sample} as_answer={question.type === "photo"} />
          {!has_note && stands.kind !== "conflict" && (
            <button type="button" class="tool" onClick={() => setNoting(true)}>
              <Icon name="note" />
              {t("note")}
            </button>
          )}
          <button type="button" class="tool" onClick={() => setFinding(true)}>
            <Icon name="flag" />
            {t("add_finding")}
          </button>
          {value !== null && (
            <button
              type="button"
              class="tool icon-only"
              title={t("take_back")}
              aria-label={t("take_back")}
              onClick={() => void record(null).catch(() => undefined)}
            >
              <Icon name="undo" />
            </button>
          )}
          {(value !== null || sample > 0) && (
            <button
              type="button"
              class="tool icon-only"
              title={t("add_sample")}
              aria-label={t("add_sample")}
              onClick={onSample}
            >
              <Icon name="plus" />
            </button>
          )}
        </footer>
      )}
      {finding && (
        <FindingForm
          from={{ question, value, note: note.draft }}
          question={question.key}
          onClose={() => setFinding(false)}
        />
      )}
    </>
  );
}
