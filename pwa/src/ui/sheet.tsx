/** The sheet: sections with their progress, every question on a card, one tap to the next unanswered. */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { OWN_SECTION } from "../domain/asked";
import { JUMPS, matches, nextStop, placed, stops, type Jump, type Placed } from "../domain/moving";
import { needsDecision } from "../domain/mutations";
import { isDone, place, type AuditView } from "../domain/view";
import { Empty, Icon, Progress } from "./components";
import { locale, said, t } from "./i18n";
import { later } from "./later";
import { listenForMoves } from "./moves";
import { look } from "./near";
import { ALL_AT_ONCE, QuestionCard } from "./question";
import { Together } from "./together";
import { RejectedBox } from "./ways_out";

const ScanButton = later(() => import("./scan").then((screen) => screen.ScanButton), true);
const OwnQuestionButton = later(
  () => import("./own_question").then((screen) => screen.OwnQuestionButton),
  true,
);

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
  const [wanted_jump, setJump] = useState<Jump>("unanswered");
  const { checklist } = view;
  const lead = view.records.audit.data.own_role === "lead";
  const total = view.relevant.size;
  const asked = [...view.relevant].join();
  const sections = useMemo(() => placed(checklist?.sections ?? [], view.relevant), [checklist, asked]);
  const order = useMemo(
    () => sections.flatMap((item) => item.questions.map(({ question }) => question.key)),
    [sections],
  );
  const wanted = query.trim();
  const shown = useMemo(
    () =>
      wanted === ""
        ? sections
        : sections
            .map((item) => ({
              ...item,
              questions: item.questions.filter(({ question }) => matches(question, wanted)),
            }))
            .filter((item) => item.questions.length > 0),
    [sections, wanted],
  );
  // The same nodes are not compared again: a tap costs one card, on a sheet of five hundred too.
  const cards = useMemo(
    () =>
      shown.map(({ section, questions }) => (
        <section
          key={section.key}
          id={`section-${section.key}`}
          class="section"
          aria-label={said(section, "title")}
        >
          <h2>{said(section, "title")}</h2>
          {chunks(questions).map((some) => (
            <div class="chunk" key={some[0]?.question.key}>
              {some.map(({ question, position }) => (
                <QuestionCard
                  key={question.key}
                  question={question}
                  position={position}
                  total={total}
                  read_only={read_only}
                  lead={lead}
                />
              ))}
            </div>
          ))}
          {!read_only && <OwnQuestionButton section={section.key === OWN_SECTION.key ? null : section.key} />}
        </section>
      )),
    [shown, total, read_only, lead, locale.value],
  );
  const to = useRef({ order, view });
  to.current = { order, view };
  useEffect(() => {
    if (jump !== null) reveal(jump);
  }, [jump]);
  useEffect(look, [shown]);
  useEffect(() => listenForMoves((by) => step(to.current.order, by)), []);
  if (checklist === null) {
    const none = view.records.audit.data.checklist === null;
    return (
      <main class="page" id="main">
        <Empty
          icon="list"
          title={t(none ? "no_questions" : "ready_no_checklist")}
          text={t(none ? "no_questions_text" : "audit_not_here_text")}
        />
      </main>
    );
  }
  const refused = view.records.log.filter(
    (entry) => needsDecision(entry) && entry.mutation.name === "question.add",
  );
  const jumps = JUMPS.map((name) => ({ name, found: stops(view, order, name) })).filter(
    ({ name, found }) => found.length > 0 || name === "unanswered",
  );
  const going = jumps.find(({ name }) => name === wanted_jump) ?? jumps[0];
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
        <div class="finder">
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
          <ScanButton view={view} />
        </div>
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
        <p class="hint keys">{t("sheet_keys")}</p>
      </aside>
      <div class={`questions ${total > ALL_AT_ONCE ? "long" : ""}`}>
        {read_only && <p class="flag plain">{t("read_only")}</p>}
        <Together view={view} />
        {refused.map((entry) => (
          <RejectedBox key={entry.seq} entry={entry} here />
        ))}
        {shown.length === 0 && wanted !== "" && (
          <Empty icon="search" title={t("search_none", { query })}>
            <button type="button" onClick={() => setQuery("")}>
              {t("search_clear")}
            </button>
          </Empty>
        )}
        {cards}
      </div>
      {!read_only && (
        <div class="dock">
          {going === undefined || (going.found.length === 0 && jumps.length === 1) ? (
            <p class="done-all">
              <Icon name="check" />
              {t("all_answered")}
            </p>
          ) : (
            <>
              {jumps.length > 1 && (
                <select
                  aria-label={t("jump")}
                  value={going.name}
                  onChange={(event) => setJump(event.currentTarget.value as Jump)}
                >
                  {jumps.map(({ name, found }) => (
                    <option key={name} value={name}>
                      {t(`jump_${name}`)} ({found.length})
                    </option>
                  ))}
                </select>
              )}
              <button
                type="button"
                class="primary big"
                disabled={going.found.length === 0}
                onClick={() => {
                  setQuery("");
                  requestAnimationFrame(() => {
                    const next = nextStop(order, going.found, currentKey(order));
                    if (next !== null) reveal(next);
                  });
                }}
              >
                <Icon name="next" />
                {t(jumps.length > 1 ? "next_stop" : "next")}
              </button>
            </>
          )}
        </div>
      )}
    </main>
  );
}

/** Cards that the browser lays out, or leaves out, together. */
const CHUNK = 5;

function chunks(questions: Placed["questions"]): Placed["questions"][] {
  return Array.from({ length: Math.ceil(questions.length / CHUNK) }, (_, at) =>
    questions.slice(at * CHUNK, (at + 1) * CHUNK),
  );
}

function answered(view: AuditView, key: string): boolean {
  const question = view.questions.get(place(key));
  return question !== undefined && isDone(question);
}

const TOP_BAR = 120;

/** The question that is being worked on: the focused one when it is in view, else the topmost. */
function currentKey(order: readonly string[]): string | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-question]");
  if (focused != null) {
    const { top, bottom } = focused.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight) return focused.dataset["question"] ?? null;
  }
  const x = document.querySelector(".questions")?.getBoundingClientRect();
  const hit =
    x === undefined
      ? null
      : [TOP_BAR, TOP_BAR + 60, TOP_BAR + 120]
          .map((y) =>
            document.elementFromPoint(x.left + x.width / 2, y)?.closest<HTMLElement>("[data-question]"),
          )
          .find((card) => card != null);
  // Before the first card nothing has been passed yet.
  return scrollY < 40 && hit?.dataset["question"] === order[0] ? null : (hit?.dataset["question"] ?? null);
}

/** To the question before or behind. */
function step(order: readonly string[], by: 1 | -1): void {
  const current = currentKey(order);
  const at = current === null ? (by === 1 ? -1 : 1) : order.indexOf(current);
  const next = order[at + by];
  if (next !== undefined) reveal(next);
}

/** Bring a question to the top. What is far is shown at once: what lies between changes its height. */
function reveal(key: string): void {
  const card = document.getElementById(`card-${key}`);
  if (card === null) return;
  const far = Math.abs(card.getBoundingClientRect().top) > innerHeight * 2;
  const still = far || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = (behavior: ScrollBehavior) => card.scrollIntoView({ block: "start", behavior });
  show(still ? "auto" : "smooth");
  card.focus({ preventScroll: true });
  if (!far) return;
  for (const later of [50, 200, 500])
    setTimeout(() => document.activeElement === card && show("auto"), later);
}
