// The designer of a checklist's draft: the outline, what is chosen in it, the phone's own view.
// Every change makes a new content (designer_content.js); it is saved a second later.

import {
  addQuestions, addSection, changeQuestion, changeSection, find, freeQuestionKey, freeSectionKey, merge, message,
  moveQuestion, questionsOf, removeQuestion, removeSection, sectionOf, step, stepSection,
} from "./designer_content.js";
import { ask, button, el, learn, say, short, text, words } from "./designer_dom.js";
import { Outline } from "./designer_outline.js";
import { headForm, nameOf, questionForm, sectionForm } from "./designer_question.js";
import { askWhatStays, openBank, openClauses, openProcedure } from "./designer_sources.js";

const SAVE_AFTER = 900;
const RETRY = 10;
const LEAVE_WITHIN = 10_000;
const PRESENT_EVERY = 10_000;
const root = document.getElementById("designer");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const addresses = { draft: root.dataset.draft, presence: root.dataset.presence, bank: root.dataset.bank, proposals: root.dataset.proposals };
const [told, saved, others, form, problem_list, preview] = ["told", "saved", "others", "form", "problems", "preview"].map(part);

let content, base, row_version, conditions = {}, problems = [];
let chosen = { kind: "head", key: "" };
let [undoable, redoable, last_field] = [[], [], null];
let [timer, saving, over, retry] = [0, false, false, 0];
let outline;

const announce = (sentence) => {
  told.textContent = "";
  requestAnimationFrame(() => { told.textContent = sentence; });
};
const pending = () => !over && content !== base && message(base, content, row_version) !== null;

// --- Changing ---

/** Take a new content. `field` joins keystrokes in one field to one step of undoing. */
function take(next, { field = null, again = true, quiet = false } = {}) {
  if (!next || next === content) return false;
  const name = field && `${chosen.kind}/${chosen.key}/${field}`;
  if (!quiet && (name === null || name !== last_field)) undoable.push({ content, chosen });
  if (undoable.length > 200) undoable.shift();
  last_field = name;
  redoable = [];
  content = next;
  if (again) drawForm();
  drawOutline();
  schedule();
  return true;
}
function travel(from, to, sentence) {
  const before = from.pop();
  if (!before) return;
  to.push({ content, chosen });
  content = before.content;
  chosen = exists(before.chosen) ? before.chosen : { kind: "head", key: "" };
  last_field = null;
  drawForm();
  drawOutline();
  schedule();
  announce(sentence);
}
const undo = () => travel(undoable, redoable, say("undone"));
const redo = () => travel(redoable, undoable, say("redone"));
const exists = ({ kind, key }) => kind === "head" || (kind === "section" ? content.sections.some((one) => one.key === key) : Boolean(find(content, key)));

function choose(kind, key, { focus = true } = {}) {
  chosen = { kind, key };
  last_field = null;
  root.dataset.view = "form";
  drawOutline();
  drawForm();
  if (focus) form.querySelector("h2")?.focus({ preventScroll: true });
  if (kind === "question") showInPreview(key);
}
function placeOf(key) {
  const section = sectionOf(content, key);
  return { n: questionsOf(content).findIndex((one) => one.key === key) + 1, section: text(section, "title") };
}
const act = {
  choose,
  step(kind, key, by) {
    const next = kind === "question" ? step(content, key, by) : stepSection(content, key, by);
    if (!take(next, { again: chosen.key === key })) return announce(say("cannot_move"));
    if (document.activeElement?.closest("[data-part=outline]")) outline.focus(kind, key);
    if (kind === "question") announce(say("moved", { what: short(find(content, key)), ...placeOf(key) }));
    else announce(say("moved_section", { section: text(content.sections.find((one) => one.key === key), "title"), n: content.sections.findIndex((one) => one.key === key) + 1, total: content.sections.length }));
    return undefined;
  },
  drop(key, section, before) {
    if (take(moveQuestion(content, key, section, before))) announce(say("moved", { what: short(find(content, key)), ...placeOf(key) }));
  },
  move(key, section) {
    act.drop(key, section, null);
  },
  duplicate(key) {
    const copy = { ...structuredClone(find(content, key)), key: freeQuestionKey(content) };
    take(addQuestions(content, [copy], sectionOf(content, key).key, key), { again: false });
    choose("question", copy.key);
    announce(say("added", { what: nameOf(copy) }));
  },
  remove(key) {
    const gone = find(content, key);
    const all = questionsOf(content);
    const at = all.indexOf(gone);
    const neighbour = all[at + 1] ?? all[at - 1];
    const section = sectionOf(content, key).key;
    undoable.push({ content, chosen });
    take(removeQuestion(content, key), { again: false, quiet: true });
    choose(neighbour ? "question" : "section", neighbour?.key ?? section);
    announce(say("removed", { what: nameOf(gone) }));
    offerUndo(say("removed", { what: nameOf(gone) }));
  },
  removeSection(key) {
    const gone = content.sections.find((one) => one.key === key);
    undoable.push({ content, chosen });
    take(removeSection(content, key), { again: false, quiet: true });
    choose("head", "");
    offerUndo(say("removed", { what: text(gone, "title") }));
    announce(say("removed", { what: text(gone, "title") }));
  },
  addQuestion(section_key) {
    const key = freeQuestionKey(content);
    const question = { key, text_pl: "", text_en: "", guidance_pl: "", guidance_en: "", clause: "", type: "conformity", evidence: "optional", required: false, weight: 1 };
    const after = chosen.kind === "question" && sectionOf(content, chosen.key)?.key === section_key ? chosen.key : null;
    take(addQuestions(content, [question], section_key, after), { again: false });
    choose("question", key);
    form.querySelector("textarea")?.focus();
  },
};
function here() {
  if (chosen.kind === "question") return sectionOf(content, chosen.key).key;
  return chosen.kind === "section" ? chosen.key : content.sections.at(-1)?.key;
}
function newSection() {
  const key = freeSectionKey(content);
  take(addSection(content, { key, title_pl: "", title_en: "", questions: [] }, here()), { again: false });
  choose("section", key);
  form.querySelector("input")?.focus();
}
function takeFrom(questions, section) {
  const made = [];
  for (const question of questions) made.push({ ...structuredClone(question), key: freeQuestionKey({ sections: [...content.sections, { questions: made }] }) });
  const after = chosen.kind === "question" && sectionOf(content, chosen.key)?.key === section ? chosen.key : null;
  take(addQuestions(content, made, section, after), { again: false });
  choose("question", made.at(-1).key);
  announce(say("added", { what: made.length === 1 ? nameOf(made[0]) : made.length }));
}
function source(open) {
  if (content.sections.length === 0) newSection();
  open({ content, section: here(), take: takeFrom, addresses, types: words("types"), edition: [content.standard, content.edition].filter(Boolean).join(":") });
}
function offerUndo(sentence) {
  const bar = part("undo");
  bar.replaceChildren(el("span", {}, sentence), button(say("undo"), () => {
    bar.replaceChildren();
    undo();
  }, { symbol: "history" }));
  clearTimeout(offerUndo.timer);
  offerUndo.timer = setTimeout(() => bar.replaceChildren(), 20_000);
}

// --- Drawing ---

function drawOutline() {
  const troubled = new Set(problems.flatMap((one) => (one.severity === "error" ? [one.question ? `q:${one.question}` : `s:${one.section}`] : [])));
  outline.draw(content, chosen, troubled);
  part("head").setAttribute("aria-current", String(chosen.kind === "head"));
  part("count").textContent = String(questionsOf(content).length);
  part("undo-button").disabled = undoable.length === 0;
  part("redo-button").disabled = redoable.length === 0;
  sendToPreview();
}
function drawForm() {
  const { activeElement: active } = document;
  const at = form.contains(active) ? [...form.querySelectorAll("input, select, textarea, button")].indexOf(active) : -1;
  const of = (name) => problems.filter((one) => one[name] === chosen.key && (name === "question" || !one.question));
  let drawn;
  if (chosen.kind === "question") {
    const { key } = chosen;
    drawn = questionForm({ content, question: find(content, key), conditions, problems: of("question"), act: { ...act, change: (changes, { field = null, again = false } = {}) => take(changeQuestion(content, key, changes), { field, again }) } });
  } else if (chosen.kind === "section") {
    const { key } = chosen;
    drawn = sectionForm({ section: content.sections.find((one) => one.key === key), content, problems: of("section"), act: { ...act, change: (changes, { field }) => take(changeSection(content, key, changes), { field, again: false }) } });
  } else drawn = headForm({ content, act: { change: (changes, { field }) => take({ ...content, ...changes }, { field, again: false }) } });
  form.replaceChildren(drawn);
  // What was used stays in focus: the menus of a condition are drawn anew with every choice.
  if (at >= 0) [...form.querySelectorAll("input, select, textarea, button")][at]?.focus({ preventScroll: true });
}
function drawProblems() {
  const errors = problems.filter((one) => one.severity === "error");
  const advice = problems.filter((one) => one.severity !== "error");
  const numbers = new Map(questionsOf(content).map((one, at) => [one.key, at + 1]));
  const where = (one) => (one.question ? say("question_n", { n: numbers.get(one.question) ?? "?" }) : one.section ? text(content.sections.find((each) => each.key === one.section) ?? {}, "title") || say("section") : say("the_checklist"));
  const go = (one) => {
    const target = one.question ? ["question", one.question] : one.section ? ["section", one.section] : ["head", ""];
    if (exists({ kind: target[0], key: target[1] })) choose(...target);
    form.querySelector(`[data-word="${one.word.replace(/_(pl|en)$/, "")}"]`)?.focus?.();
  };
  const list = (title, items, tone) => (items.length === 0 ? null : el("details", { class: `qms-designer__problems qms-tone-${tone}`, open: items.length < 6 },
    el("summary", {}, `${title} (${items.length})`),
    el("ul", {}, items.slice(0, 100).map((one) => el("li", {}, el("button", { type: "button", class: "qms-designer__link", click: () => go(one) }, where(one)), `: ${one.sentence}`)))));
  problem_list.replaceChildren(...[errors.length ? list(say("problems"), errors, "bad") : el("p", { class: "qms-small qms-designer__sound" }, say("no_problems")), list(say("advice"), advice, "attention")].filter(Boolean));
  const publish = document.querySelector("[data-designer-publish]");
  if (publish) publish.toggleAttribute("disabled", errors.length > 0 || pending());
  drawTroubles();
}
/** Bring what is wrong with the chosen question up to date without touching what is being typed. */
function drawTroubles() {
  drawOutline();
  const inForm = form.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (!inForm) drawForm();
  else {
    for (const line of form.querySelectorAll(".qms-designer__told")) line.remove();
    const told_now = conditions[chosen.key] ?? {};
    for (const [word, sentence] of Object.entries(told_now)) {
      form.querySelector(`[data-word="${word === "evidence_when" ? "evidence" : word}"] .qms-designer__rule`)?.append(el("p", { class: "qms-small qms-designer__told" }, say("condition_words", { text: sentence })));
    }
  }
}

// --- Saving ---

function schedule(after = SAVE_AFTER) {
  clearTimeout(timer);
  if (over) return;
  timer = setTimeout(save, after);
  if (!saved.dataset.bad) saved.textContent = say("saving");
  document.querySelector("[data-designer-publish]")?.setAttribute("disabled", "");
}
async function save() {
  if (saving || over) return;
  const sent = content;
  const body = message(base, sent, row_version);
  if (body === null) {
    saved.textContent = say("nothing_to_save");
    drawProblems();
    return;
  }
  saving = true;
  saved.textContent = say("saving");
  try {
    const state = await ask(addresses.draft, { method: "PUT", body });
    base = sent;
    learnState(state);
    retry = 0;
    saved.textContent = say("saved_at", { time: new Date().toLocaleTimeString(document.documentElement.lang || "pl", { hour: "2-digit", minute: "2-digit", second: "2-digit" }) });
    delete saved.dataset.bad;
  } catch (error) {
    await refused(error, sent);
  } finally {
    saving = false;
  }
  if (content !== sent && !over) schedule(300);
  else if (!over) drawProblems();
}
async function refused(error, sent) {
  if (error.status === 409 && error.told.content) return putTogether(error.told, sent);
  saved.dataset.bad = "1";
  if (error.status === 404 || error.status === 409) {
    over = true;
    saved.textContent = say("gone");
  } else {
    retry = RETRY;
    saved.textContent = error.status === null || error.status >= 500 ? say("not_saved", { n: retry }) : error.message;
    schedule(retry * 1000);
  }
  announce(saved.textContent);
  return undefined;
}
function learnState(state) {
  row_version = state.row_version;
  conditions = state.conditions;
  problems = state.problems;
}
/** Follow a link only when what it shows has been saved; without a network the browser asks. */
async function leaveSaved(event) {
  const link = event.target.closest?.("a[href]");
  const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey;
  if (!link || elsewhere || link.target === "_blank" || link.getAttribute("href").startsWith("#")) return;
  if (!saving && !pending()) return;
  event.preventDefault();
  clearTimeout(timer);
  for (let waited = 0; saving && waited < LEAVE_WITHIN; waited += 50) await new Promise((done) => { setTimeout(done, 50); });
  await save();
  location.assign(link.href);
}
/** Somebody else saved first: what differs is put together, and asked about where both changed it. */
async function putTogether(theirs) {
  const result = merge(base, content, theirs.content);
  base = theirs.content;
  learnState(theirs);
  undoable.push({ content, chosen });
  content = result.content;
  if (!exists(chosen)) chosen = { kind: "head", key: "" };
  drawOutline();
  drawForm();
  if (result.conflicts.length > 0) {
    const choices = await askWhatStays(result.conflicts, theirs.edited_by);
    for (const { key, mine, theirs: other } of result.conflicts) {
      const choice = choices.get(key);
      if (choice === "mine") content = mine ? changeWhole(content, key, mine) : removeQuestion(content, key);
      else if (choice === "both") content = addQuestions(content, [{ ...mine, key: freeQuestionKey(content) }], sectionOf(content, key).key, key);
      else if (!other) content = removeQuestion(content, key);
    }
    drawOutline();
    drawForm();
  }
  const sentence = say("theirs_came", { name: theirs.edited_by });
  announce(sentence);
  others.dataset.news = sentence;
  schedule(100);
}
const changeWhole = (from, key, question) => ({ ...from, sections: from.sections.map((section) => ({ ...section, questions: section.questions.map((one) => (one.key === key ? question : one)) })) });

async function bePresent() {
  if (over || document.hidden) return;
  try {
    const state = await ask(addresses.presence, { method: "POST", body: { row_version } });
    const lines = state.others.length ? [say("others", { names: state.others.join(", ") })] : [];
    if (others.dataset.news) lines.push(others.dataset.news);
    delete others.dataset.news;
    others.textContent = lines.join(" ");
    if (state.state !== "draft") {
      over = true;
      saved.textContent = say("gone");
      saved.dataset.bad = "1";
    } else if (state.is_newer && !saving && state.row_version !== row_version) await putTogether(await ask(addresses.draft));
  } catch {
    // The next saving tells what is wrong.
  }
}

// --- The phone's own view ---

let preview_timer = 0;
function sendToPreview() {
  if (preview.hidden) return;
  clearTimeout(preview_timer);
  preview_timer = setTimeout(() => preview.querySelector("iframe")?.contentWindow?.postMessage({ type: "qms-checklist", content }, location.origin), 250 + 2 * questionsOf(content).length);
}
function showInPreview(key) {
  if (!preview.hidden) setTimeout(() => preview.querySelector("iframe")?.contentWindow?.postMessage({ type: "qms-show", key }, location.origin), 400);
}
function togglePreview(on = preview.hidden) {
  preview.hidden = !on;
  part("preview-button").setAttribute("aria-pressed", String(on));
  root.dataset.preview = String(on);
  const frame = preview.querySelector("iframe");
  if (on && !frame.src) frame.src = frame.dataset.src;
  sendToPreview();
}
window.addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data?.type === "qms-preview-ready") sendToPreview();
});

// --- Beginning ---

async function begin() {
  const state = await ask(`${addresses.draft}?words=1`);
  learn(state.words);
  content = base = state.content;
  learnState(state);
  outline = new Outline(part("outline"), act);
  part("head").addEventListener("click", () => choose("head", ""));
  part("back").addEventListener("click", () => { root.dataset.view = "outline"; });
  for (const [name, run] of Object.entries({
    "add-question": () => (content.sections.length ? act.addQuestion(here()) : newSection()), "add-section": newSection,
    bank: () => source(openBank), clauses: () => source(openClauses), procedure: () => source(openProcedure),
    "undo-button": undo, "redo-button": redo, "preview-button": () => togglePreview(),
    "preview-reset": () => { preview.querySelector("iframe").contentWindow.postMessage({ type: "qms-reset" }, location.origin); },
  })) part(name).addEventListener("click", run);
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, dialog[open]");
    if (!(event.ctrlKey || event.metaKey) || event.altKey || writing) return;
    if (event.code === "KeyZ" && !event.shiftKey) { event.preventDefault(); undo(); }
    else if (event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey)) { event.preventDefault(); redo(); }
  });
  document.addEventListener("click", leaveSaved);
  window.addEventListener("beforeunload", (event) => { if (pending()) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && pending() && !saving) save();
  });
  root.dataset.ready = "1";
  drawOutline();
  drawForm();
  drawProblems();
  saved.textContent = say("nothing_to_save");
  togglePreview(matchMedia("(min-width: 1240px)").matches);
  bePresent();
  setInterval(bePresent, PRESENT_EVERY);
}
begin().catch((error) => {
  saved.dataset.bad = "1";
  saved.textContent = error.message;
});
