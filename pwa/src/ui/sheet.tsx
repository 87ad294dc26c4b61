/** The sheet: sections with their progress, every question on a card, one tap to the next unanswered. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Question, Section } from "../domain/checklist";
import { isDone, place, type AuditView } from "../domain/view";
import { Empty, Icon, Progress } from "./components";
import { said, t } from "./i18n";
import { QuestionCard } from "./question";

interface Placed {
  readonly section: Section;
  readonly questions: readonly { readonly question: Question; readonly position: number }[];
}

export function Sheet({
  view,
  read_only,
  jump,
}: {
  view: AuditView;
  read_only: boolean;
  jump: string | null;
}): JSX.Element {
  const [query, setQuery] = useState("");
  const { checklist } = view.records;
  const total = view.relevant.size;
  const sections = useMemo(
    () => placed(checklist?.sections ?? [], view.relevant),
    [checklist, [...view.relevant].join()],
  );
  const wanted = query.trim().toLowerCase();
  const shown =
    wanted === ""
      ? sections
      : sections
          .map((item) => ({
            ...item,
            questions: item.questions.filter(({ question }) => matches(question, wanted)),
          }))
          .filter((item) => item.questions.length > 0);
  const next = nextUnanswered(view, sections);
  useEffect(() => {
    if (jump !== null) reveal(jump);
  }, [jump]);
  if (checklist === null) {
    return (
      <main class="page" id="main">
        <Empty
          icon="list"
          title={t(view.records.audit.data.checklist === null ? "no_questions" : "ready_no_checklist")}
          text={t(view.records.audit.data.checklist === null ? "no_questions_text" : "audit_not_here_text")}
        />
      </main>
    );
  }
  const lead = view.records.audit.data.own_role === "lead";
  return (
    <main class="page sheet" id="main">
      <aside class="side">
        <div class="overall">
          <Progress
            done={view.progress.answered}
            total={view.progress.asked}
            label={t("answered_of", { done: view.progress.answered, total: view.progress.asked })}
          />
          <span class="hint">
            {t("answered_of", { done: view.progress.answered, total: view.progress.asked })}
          </span>
        </div>
        <label class="search">
          <Icon name="search" />
          <span class="sr">{t("search")}</span>
          <input
            type="search"
            placeholder={t("search")}
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        <nav class="sections" aria-label={t("sections")}>
          {sections.map(({ section, questions }) => {
            const done = questions.filter(({ question }) => answered(view, question.key)).length;
            return (
              <button
                type="button"
                key={section.key}
                class={done === questions.length ? "done" : ""}
                onClick={() =>
                  document.getElementById(`section-${section.key}`)?.scrollIntoView({ block: "start" })
                }
              >
                <span>{said(section, "title")}</span>
                <span class="count">
                  {done === questions.length && <Icon name="check" />}
                  {t("section_progress", { done, total: questions.length })}
                </span>
              </button>
            );
          })}
        </nav>
      </aside>
      <div class="questions">
        {read_only && <p class="flag plain">{t("read_only")}</p>}
        {shown.length === 0 && wanted !== "" && (
          <Empty icon="search" title={t("search_none", { query })}>
            <button type="button" onClick={() => setQuery("")}>
              {t("search_clear")}
            </button>
          </Empty>
        )}
        {shown.map(({ section, questions }) => (
          <section
            key={section.key}
            id={`section-${section.key}`}
            class="section"
            aria-label={said(section, "title")}
          >
            <h2>{said(section, "title")}</h2>
            {questions.map(({ question, position }) => (
              <QuestionCard
                key={question.key}
                question={question}
                position={position}
                total={total}
                read_only={read_only}
                lead={lead}
              />
            ))}
          </section>
        ))}
      </div>
      {!read_only && (
        <div class="dock">
          {next === null ? (
            <p class="done-all">
              <Icon name="check" />
              {t("all_answered")}
            </p>
          ) : (
            <button
              type="button"
              class="primary big"
              onClick={() => {
                setQuery("");
                requestAnimationFrame(() => reveal(nextAfter(view, sections) ?? next));
              }}
            >
              <Icon name="next" />
              {t("next")}
            </button>
          )}
        </div>
      )}
    </main>
  );
}

function placed(sections: readonly Section[], relevant: ReadonlySet<string>): Placed[] {
  let position = 0;
  return sections
    .map((section) => ({
      section,
      questions: section.questions
        .filter((question) => relevant.has(question.key))
        .map((question) => ({ question, position: ++position })),
    }))
    .filter((item) => item.questions.length > 0);
}

function answered(view: AuditView, key: string): boolean {
  const question = view.questions.get(place(key));
  return question !== undefined && isDone(question);
}

function matches(question: Question, wanted: string): boolean {
  return [
    question.text_pl,
    question.text_en,
    question.clause,
    question.guidance_pl,
    question.guidance_en,
  ].some((text) => text?.toLowerCase().includes(wanted));
}

function unansweredKeys(view: AuditView, sections: readonly Placed[]): string[] {
  return sections
    .flatMap((item) => item.questions)
    .map(({ question }) => question.key)
    .filter((key) => !answered(view, key));
}

function nextUnanswered(view: AuditView, sections: readonly Placed[]): string | null {
  return unansweredKeys(view, sections)[0] ?? null;
}

/** The first unanswered question below the middle of the screen; from the top again after the last. */
function nextAfter(view: AuditView, sections: readonly Placed[]): string | null {
  const below = unansweredKeys(view, sections).find((key) => {
    const card = document.getElementById(`card-${key}`);
    return card !== null && card.getBoundingClientRect().top > TOP_BAR + 40;
  });
  return below ?? nextUnanswered(view, sections);
}

const TOP_BAR = 120;

function reveal(key: string): void {
  const card = document.getElementById(`card-${key}`);
  card?.scrollIntoView({
    block: "start",
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
  });
  card?.focus({ preventScroll: true });
}
