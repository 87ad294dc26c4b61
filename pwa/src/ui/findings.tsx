/** The findings of an audit, and the form that raises or changes one. */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Json } from "../domain/canonical";
import { citedBy, type Checklist, type Question } from "../domain/checklist";
import { FINDING_CLASSES, needsDecision } from "../domain/mutations";
import type { AuditView, FindingView } from "../domain/view";
import { PhotoButton } from "./capture";
import { className } from "./classes";
import { Dialog, Empty, Icon, StateChip, Thumbnail, When } from "./components";
import { Earlier } from "./earlier";
import { said, t, type Key } from "./i18n";
import { dropDraft, keepDraft, readDraft } from "../storage/drafts";
import { person, view } from "./session";
import { amendFinding, raiseFinding, type FindingTexts } from "./work";
import type { Prepared } from "./photo";
import { RejectedBox } from "./ways_out";

const BLANK: FindingTexts = { class: "minor", clause: "", requirement: "", statement: "", evidence_text: "" };

/** A finding begun from a question: clause and requirement are known, the note is the statement. */
function prefilled(question: Question, value: Json, note: string): FindingTexts {
  return {
    ...BLANK,
    class: value === "observation" ? "observation" : "minor",
    clause: question.clause ?? "",
    requirement: said(question, "text"),
    statement: note,
  };
}

export function Findings({ view: open, read_only }: { view: AuditView; read_only: boolean }): JSX.Element {
  const [form, setForm] = useState<FindingView | "new" | null>(null);
  const refused = open.records.log.filter(
    (entry) => needsDecision(entry) && entry.mutation.name.startsWith("finding."),
  );
  return (
    <main class="page" id="main">
      <h2 class="sr">{t("findings")}</h2>
      {refused.map((entry) => (
        <RejectedBox key={entry.seq} entry={entry} here />
      ))}
      <Earlier view={open} of={() => true} />
      {open.findings.length === 0 && (
        <Empty icon="flag" title={t("findings_empty")} text={t("findings_empty_text")} />
      )}
      <ul class="list">
        {open.findings.map((finding) => (
          <li key={finding.uuid} class="card">
            <header>
              <span class={`badge class-${finding.data.class}`}>{className(finding.data)}</span>
              {finding.data.clause !== "" && (
                <span class="clause">{t("clause", { clause: finding.data.clause })}</span>
              )}
              <span class="grow" />
              <StateChip state={finding.state} />
            </header>
            <h3>{finding.data.statement}</h3>
            {finding.data.evidence_text !== "" && <p>{finding.data.evidence_text}</p>}
            <Pieces view={open} finding={finding.uuid} />
            <p class="hint">
              {finding.data.number ?? t("finding_no_number")}, {finding.data.author.name},{" "}
              <When time={finding.data.raised_at} />
            </p>
            {!read_only && finding.own && (
              <button type="button" onClick={() => setForm(finding)}>
                <Icon name="pen" />
                {t("finding_edit")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {!read_only && (
        <div class="dock">
          <button type="button" class="primary big" onClick={() => setForm("new")}>
            <Icon name="plus" />
            {t("finding_new")}
          </button>
        </div>
      )}
      {form !== null && (
        <FindingForm
          start={form === "new" ? BLANK : form.data}
          finding={form === "new" ? null : form}
          question={null}
          onClose={() => setForm(null)}
        />
      )}
    </main>
  );
}

/** The photographs of a finding. */
function Pieces({ view: open, finding }: { view: AuditView; finding: string }): JSX.Element | null {
  const pieces = open.evidence.filter((item) => item.data.finding === finding);
  return pieces.length === 0 ? null : (
    <ul class="strip">
      {pieces.map((item) => (
        <li key={item.uuid}>
          <Thumbnail sha256={item.data.sha256} alt={item.data.caption} own={item.own} />
          <StateChip state={item.state} beside />
        </li>
      ))}
    </ul>
  );
}

interface Place {
  readonly label: string;
  readonly text: string;
}

/** The paragraphs that a finding may rest on: those its question cites first, then all others. */
function places(checklist: Checklist | null, question: string | null): Place[] {
  const cited = checklist && question !== null ? citedBy(checklist, question) : null;
  const found: Place[] = [];
  for (const document of [cited?.document, ...(checklist?.documents ?? [])]) {
    if (document === undefined || (found.length > 0 && document === cited?.document)) continue;
    const first = document === cited?.document ? cited.paragraphs : [];
    for (const one of new Set([...first, ...document.paragraphs])) {
      const where = `${document.code}${one.number === "" ? "" : ` § ${one.number}`}`;
      found.push({
        label: `${where}: ${one.text.slice(0, 60).replace(/\s+/g, " ")}`,
        text: `${where} (${t("cited_from", { title: document.title, issue: document.issue })}): ${one.text}`,
      });
    }
  }
  return found;
}

const TEXTS: readonly {
  key: "requirement" | "statement" | "evidence_text";
  title: Key;
  hint: Key;
  rows: number;
}[] = [
  { key: "requirement", title: "finding_requirement", hint: "finding_requirement_hint", rows: 2 },
  { key: "statement", title: "finding_statement", hint: "finding_statement_hint", rows: 4 },
  { key: "evidence_text", title: "finding_evidence", hint: "finding_evidence_hint", rows: 3 },
];

/** The form at a question, with what its answer says already. */
export function FindingAt({
  from,
  question,
  onClose,
}: {
  from: { readonly question: Question; readonly value: Json; readonly note: string };
  question: string;
  onClose: () => void;
}): JSX.Element {
  return (
    <FindingForm
      start={prefilled(from.question, from.value, from.note)}
      question={question}
      onClose={onClose}
    />
  );
}

export function FindingForm({
  start,
  finding = null,
  question,
  onClose,
}: {
  start: FindingTexts;
  finding?: FindingView | null;
  question: string | null;
  onClose: () => void;
}): JSX.Element {
  const place = `${person.peek()?.uuid ?? ""}/${view.peek()?.records.audit.uuid ?? ""}/${finding?.uuid ?? question ?? "new"}`;
  const [texts, showTexts] = useState<FindingTexts>({
    class: start.class,
    clause: start.clause,
    requirement: start.requirement,
    statement: start.statement,
    evidence_text: start.evidence_text,
  });
  const [photos, setPhotos] = useState<readonly Prepared[]>([]);
  const checklist = view.peek()?.checklist ?? null;
  const offered = useMemo(() => places(checklist, question ?? finding?.data.question ?? null), [checklist]);
  const clauses = useMemo(() => clausesOf(checklist, view.peek()), [checklist]);
  const touched = useRef(false);
  useEffect(() => {
    void readDraft<FindingTexts>(place).then((kept) => {
      if (kept !== null && !touched.current) showTexts(kept);
    });
  }, [place]);
  const setTexts = (now: FindingTexts) => {
    touched.current = true;
    showTexts(now);
    void keepDraft(place, now);
  };
  const leave = () => {
    touched.current = true;
    void dropDraft(place);
    onClose();
  };
  const [problem, setProblem] = useState<Key | null>(null);
  const save = async () => {
    if (texts.statement.trim() === "") return setProblem("finding_missing");
    try {
      await (finding === null ? raiseFinding(question, texts, photos) : amendFinding(finding, texts, photos));
      leave();
    } catch {
      setProblem("stored_not");
    }
  };
  return (
    <Dialog title={t(finding === null ? "finding_new" : "finding_edit")} onClose={leave} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset>
          <legend>{t("finding_class")}</legend>
          <div class="choices" role="radiogroup" aria-label={t("finding_class")}>
            {FINDING_CLASSES.map((name) => (
              <label key={name} class={`choice tone-plain ${texts.class === name ? "on" : ""}`}>
                <input
                  type="radio"
                  name="class"
                  checked={texts.class === name}
                  onChange={() => setTexts({ ...texts, class: name })}
                />
                <span>{className({ class: name })}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label class="field">
          <span>{t("finding_clause")}</span>
          <input
            type="text"
            maxLength={60}
            list="clauses"
            value={texts.clause}
            onInput={(event) => setTexts({ ...texts, clause: event.currentTarget.value })}
          />
        </label>
        <datalist id="clauses">
          {clauses.map((clause) => (
            <option key={clause} value={clause} />
          ))}
        </datalist>
        {offered.length > 0 && (
          <label class="field">
            <span>{t("finding_from")}</span>
            <select
              value=""
              onChange={(event) => {
                const place = offered[Number(event.currentTarget.value)];
                if (place !== undefined) setTexts({ ...texts, requirement: place.text.slice(0, 20_000) });
                event.currentTarget.value = "";
              }}
            >
              <option value="">{t("finding_from_none")}</option>
              {offered.map((place, at) => (
                <option key={at} value={at}>
                  {place.label}
                </option>
              ))}
            </select>
          </label>
        )}
        {TEXTS.map(({ key, title, hint, rows }) => (
          <label key={key} class="field">
            <span>
              {t(title)}
              <small>{t(hint)}</small>
            </span>
            <textarea
              rows={rows}
              maxLength={20_000}
              value={texts[key]}
              aria-invalid={key === "statement" && problem === "finding_missing"}
              onInput={(event) => {
                setProblem(null);
                setTexts({ ...texts, [key]: event.currentTarget.value });
              }}
            />
          </label>
        ))}
        <div class="tools">
          <PhotoButton
            question={question}
            onPhotos={(more) =>
              setPhotos((before) => [
                ...before,
                ...more.filter((one) => !before.some((known) => known.sha256 === one.sha256)),
              ])
            }
          />
          {photos.length > 0 && (
            <span class="hint full" role="status">
              {t("finding_photos", { n: photos.length })}
            </span>
          )}
        </div>
        {problem !== null && (
          <p class="problem" role="alert">
            {t(problem)}
          </p>
        )}
        <div class="row end sticky">
          <button type="button" onClick={leave}>
            {t("cancel")}
          </button>
          <button type="submit" class="primary">
            {t("finding_save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The clauses of the audit and of its questions, each once, in the order of their numbers. */
function clausesOf(checklist: Checklist | null, open: AuditView | null): string[] {
  const asked = (checklist?.sections ?? []).flatMap((section) =>
    section.questions.flatMap((question) => question.clause || []),
  );
  return [...new Set([...(open?.records.audit.data.clauses ?? []), ...asked])].sort((a, b) =>
    a.localeCompare(b, undefined, { numeric: true }),
  );
}
