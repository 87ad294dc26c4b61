// What is chosen in the outline, as a form: a question, a section, or the checklist itself.

import { area, button, check, el, field, line, say, select, short, text, tool, words } from "./designer_dom.js";
import { questionsOf, sectionOf } from "./designer_content.js";
import { ruleEditor } from "./designer_rules.js";

const FIXED = { conformity: ["conforming", "nonconforming", "observation", "not_applicable"], yes_no: ["yes", "no"] };
/** Words that belong to some types of answers only; they go when the type changes. */
const OF_TYPE = {
  choices: ["one_of", "many_of"], scores: ["conformity", "yes_no"], integer: ["number"], unit: ["number"],
  unit_pl: ["number"], unit_en: ["number"], max_length: ["text"],
};
const LIMITED = ["number", "date"];

const number = (typed) => {
  const value = Number(typed.replace(",", ".").trim());
  return typed.trim() === "" || !Number.isFinite(value) ? undefined : value;
};
const shown = (value) => (value === undefined || value === null ? "" : String(value));

/** The form of a question. `change(changes, {field})` merges words into it; `redraw` draws it anew. */
export function questionForm({ content, question, conditions, problems, act }) {
  const { change } = act;
  const section = sectionOf(content, question.key);
  const place = questionsOf(content).findIndex((one) => one.key === question.key) + 1;
  const again = (changes) => change(changes, { again: true });
  const told = conditions[question.key] ?? {};
  const form = el("div", { class: "qms-designer__form" });
  form.append(
    el("div", { class: "qms-designer__formhead" },
      el("h2", { tabindex: "-1" }, say("question_n", { n: place })),
      el("div", { class: "qms-designer__tools" },
        tool(say("move_up"), "arrow-up", () => act.step("question", question.key, -1)),
        tool(say("move_down"), "arrow-down", () => act.step("question", question.key, 1)),
        content.sections.length > 1 ? select(content.sections.map((one) => [one.key, short(one, "title", 40) || say("untitled_section")]), section.key, (key) => act.move(question.key, key), { "aria-label": say("move_to"), class: "qms-select qms-designer__moveto" }) : null,
        tool(say("duplicate"), "repeat", () => act.duplicate(question.key)),
        tool(say("remove"), "trash", () => act.remove(question.key)))),
    ...troubles(problems),
    field(say("wording_pl"), area(question.text_pl, (value) => change({ text_pl: value }, { field: "text_pl" }), { maxlength: "2000", "data-word": "text" }), { wide: true }),
    field(say("wording_en"), area(question.text_en, (value) => change({ text_en: value }, { field: "text_en" }), { rows: "2", maxlength: "2000" }), { wide: true }),
    el("div", { class: "qms-designer__pair" },
      field(say("type"), select(Object.entries(words("types")), question.type, (type) => again(retyped(question, type)), { "data-word": "type" })),
      field(say("clause"), line(question.clause, (value) => change({ clause: value }, { field: "clause" }), { maxlength: "100" })),
      field(say("procedure"), line(question.procedure, (value) => change({ procedure: value || undefined }, { field: "procedure" }), { maxlength: "100" }))),
  );
  if (question.cites) {
    const { document: code, number: paragraph, issue } = question.cites;
    form.append(el("p", { class: "qms-small qms-designer__cited" },
      say("cited", { place: paragraph ? `${code} § ${paragraph}` : code, issue: issue || "—" }), " ",
      button(say("uncite"), () => again({ cites: undefined }), { kind: "quiet" })));
  }
  form.append(...answerPart(question, again, change));
  form.append(
    rule("shown", "relevant", [["always", say("shown_always")], ["when", say("shown_when")]]),
    required(),
    evidence(),
    weight(),
    el("details", { class: "qms-designer__more", open: Boolean(question.guidance_pl || question.guidance_en) },
      el("summary", {}, say("guidance")),
      field(say("guidance_pl"), area(question.guidance_pl, (value) => change({ guidance_pl: value }, { field: "guidance_pl" }), { maxlength: "10000" }), { wide: true }),
      field(say("guidance_en"), area(question.guidance_en, (value) => change({ guidance_en: value }, { field: "guidance_en" }), { maxlength: "10000" }), { wide: true })),
  );
  return form;

  /** A condition that is there or not, with its menus below. */
  function menus(word) {
    return ruleEditor({
      rule: question[word], content, own: question.key, told: told[word],
      change: (value, quiet) => change({ [word]: value }, quiet ? { field: word } : { again: true }),
    });
  }
  function begin(word) {
    const before = questionsOf(content).slice(0, place - 1).at(-1);
    if (!before) return undefined;
    const values = FIXED[before.type] ?? (before.choices ?? []).map((one) => one.value);
    if (before.type === "many_of" && values.length) return { question: before.key, op: "selected", value: values[0] };
    return values.length ? { question: before.key, op: "eq", value: values.at(word === "relevant" ? 0 : 1) ?? values[0] } : { question: before.key, op: "answered" };
  }
  function rule(label, word, options) {
    const on = question[word] !== undefined && question[word] !== null;
    const box = el("fieldset", { class: "qms-designer__box", "data-word": word }, el("legend", {}, say(label)));
    if (place === 1 && !on) {
      box.append(el("p", { class: "qms-small" }, say("shown_always")));
      return box;
    }
    box.append(select(options, on ? "when" : "always", (value) => again({ [word]: value === "when" ? begin(word) : undefined }), { "aria-label": say(label) }));
    if (on) box.append(menus(word));
    return box;
  }
  function required() {
    const state = question.required ? "always" : question.required_when ? "when" : "no";
    const box = el("fieldset", { class: "qms-designer__box", "data-word": "required_when" }, el("legend", {}, say("required")));
    const options = [["no", say("required_no")], ["always", say("required_always")]];
    if (place > 1 || state === "when") options.push(["when", say("required_when")]);
    box.append(select(options, state, (value) => again({ required: value === "always", required_when: value === "when" ? begin("required_when") : undefined }), { "aria-label": say("required") }));
    if (state === "when") box.append(menus("required_when"));
    return box;
  }
  function evidence() {
    const state = question.evidence_when ? "when" : question.evidence ?? "optional";
    const box = el("fieldset", { class: "qms-designer__box", "data-word": "evidence" }, el("legend", {}, say("evidence")));
    const options = Object.entries(words("evidence"));
    if (place > 1 || state === "when") options.push(["when", say("evidence_when")]);
    box.append(select(options, state, (value) => again(value === "when" ? { evidence: "optional", evidence_when: begin("evidence_when") } : { evidence: value, evidence_when: undefined }), { "aria-label": say("evidence") }));
    if (state === "when") box.append(menus("evidence_when"));
    return box;
  }
  function weight() {
    const box = el("fieldset", { class: "qms-designer__box" }, el("legend", {}, `${say("weight")}, ${say("points").toLowerCase()}`));
    box.append(field(say("weight"), line(shown(question.weight), (typed) => {
      const value = number(typed);
      if (value !== undefined && value >= 0 && value <= 100) change({ weight: value }, { field: "weight" });
    }, { inputmode: "decimal", class: "qms-input qms-designer__few" })));
    if (FIXED[question.type]) {
      box.append(el("p", { class: "qms-small qms-soft" }, say("points_hint")), el("div", { class: "qms-designer__points" }, FIXED[question.type].map((value) =>
        field(words("values")[value], line(shown(question.scores?.[value]), (typed) => {
          const scores = { ...question.scores, [value]: number(typed) };
          if (scores[value] === undefined) delete scores[value];
          question = { ...question, scores };
          change({ scores: Object.keys(scores).length ? scores : undefined }, { field: `scores.${value}` });
        }, { inputmode: "decimal", class: "qms-input qms-designer__few" })))));
    }
    return box;
  }
}

function retyped(question, type) {
  const changes = { type };
  for (const [word, types] of Object.entries(OF_TYPE)) if (!types.includes(type)) changes[word] = undefined;
  if (!LIMITED.includes(type) || type !== question.type) Object.assign(changes, { min: undefined, max: undefined });
  if (OF_TYPE.choices.includes(type) && !question.choices) changes.choices = [{ value: "a", label_pl: "", label_en: "" }, { value: "b", label_pl: "", label_en: "" }];
  return changes;
}

function answerPart(question, again, change) {
  if (OF_TYPE.choices.includes(question.type)) return [choicesPart(question, again, change)];
  if (question.type === "number") {
    return [el("fieldset", { class: "qms-designer__box", "data-word": "min" }, el("legend", {}, words("types").number),
      el("div", { class: "qms-designer__pair" },
        field(say("min"), line(shown(question.min), (typed) => change({ min: number(typed) }, { field: "min" }), { inputmode: "decimal", class: "qms-input qms-designer__few" })),
        field(say("max"), line(shown(question.max), (typed) => change({ max: number(typed) }, { field: "max" }), { inputmode: "decimal", class: "qms-input qms-designer__few" })),
        field(say("unit_pl"), line(question.unit_pl, (value) => change({ unit_pl: value || undefined, unit: value || undefined }, { field: "unit_pl" }), { maxlength: "100", class: "qms-input qms-designer__few" })),
        field(say("unit_en"), line(question.unit_en, (value) => change({ unit_en: value || undefined }, { field: "unit_en" }), { maxlength: "100", class: "qms-input qms-designer__few" }))),
      check(say("integer"), question.integer === true, (value) => change({ integer: value || undefined }, { field: "integer" })))];
  }
  if (question.type === "date") {
    return [el("fieldset", { class: "qms-designer__box", "data-word": "min" }, el("legend", {}, words("types").date),
      el("div", { class: "qms-designer__pair" },
        field(say("not_before"), line(shown(question.min), (value) => change({ min: value || undefined }, { field: "min" }), { type: "date" })),
        field(say("not_after"), line(shown(question.max), (value) => change({ max: value || undefined }, { field: "max" }), { type: "date" }))))];
  }
  if (question.type === "text") {
    return [field(say("max_length"), line(shown(question.max_length), (typed) => {
      const value = number(typed);
      if (value === undefined || (Number.isInteger(value) && value > 0 && value <= 10000)) change({ max_length: value }, { field: "max_length" });
    }, { inputmode: "numeric", class: "qms-input qms-designer__few" }))];
  }
  return [];
}

function choicesPart(question, again, change) {
  let choices = question.choices ?? [];
  const put = (at, changes) => {
    choices = choices.map((one, place) => {
      if (place !== at) return one;
      const next = { ...one, ...changes };
      for (const word of Object.keys(next)) if (next[word] === undefined) delete next[word];
      return next;
    });
    change({ choices }, { field: `choices.${at}.${Object.keys(changes)[0]}` });
  };
  const free = () => {
    const taken = new Set(choices.map((one) => one.value));
    for (let at = 0; ; at += 1) {
      const value = at < 26 ? String.fromCharCode(97 + at) : `x${at}`;
      if (!taken.has(value)) return value;
    }
  };
  return el("fieldset", { class: "qms-designer__box", "data-word": "choices" }, el("legend", {}, say("choices")),
    el("ol", { class: "qms-designer__choices" }, choices.map((one, at) => el("li", {},
      el("div", { class: "qms-designer__choice" },
        line(one.label_pl, (value) => put(at, { label_pl: value }), { "aria-label": `${say("choice_pl")} ${at + 1}`, placeholder: say("choice_pl"), maxlength: "300" }),
        line(one.label_en, (value) => put(at, { label_en: value }), { "aria-label": `${say("choice_en")} ${at + 1}`, placeholder: say("choice_en"), maxlength: "300" }),
        line(shown(one.score), (typed) => put(at, { score: number(typed) }), { "aria-label": `${say("choice_score")} ${at + 1}`, placeholder: say("choice_score"), inputmode: "decimal", class: "qms-input qms-designer__few" }),
        check(say("choice_bad"), one.bad === true, (value) => put(at, { bad: value || undefined })),
        tool(say("move_up"), "arrow-up", () => at > 0 && again({ choices: swapped(choices, at, at - 1) })),
        tool(say("remove_choice"), "trash", () => again({ choices: choices.filter((_one, place) => place !== at) })))))),
    button(say("add_choice"), () => again({ choices: [...choices, { value: free(), label_pl: "", label_en: "" }] }), { symbol: "plus" }));
}
const swapped = (list, one, other) => {
  const next = [...list];
  [next[one], next[other]] = [next[other], next[one]];
  return next;
};

function troubles(problems) {
  if (problems.length === 0) return [];
  return [el("ul", { class: "qms-designer__troubles" }, problems.map((one) => el("li", { class: one.severity === "error" ? "qms-tone-bad" : "qms-tone-attention" }, one.sentence)))];
}

export function sectionForm({ section, content, problems, act }) {
  return el("div", { class: "qms-designer__form" },
    el("div", { class: "qms-designer__formhead" },
      el("h2", { tabindex: "-1" }, say("section")),
      el("div", { class: "qms-designer__tools" },
        tool(say("move_up"), "arrow-up", () => act.step("section", section.key, -1)),
        tool(say("move_down"), "arrow-down", () => act.step("section", section.key, 1)),
        content.sections.length > 1 ? tool(say("remove_section"), "trash", () => act.removeSection(section.key)) : null)),
    ...troubles(problems),
    field(say("title_pl"), line(section.title_pl, (value) => act.change({ title_pl: value }, { field: "title_pl" }), { maxlength: "300", "data-word": "title" }), { wide: true }),
    field(say("title_en"), line(section.title_en, (value) => act.change({ title_en: value }, { field: "title_en" }), { maxlength: "300" }), { wide: true }),
    button(say("add_question"), () => act.addQuestion(section.key), { symbol: "plus" }));
}

export function headForm({ content, act }) {
  const one = (label, word, more = {}) => field(say(label), line(content[word], (value) => act.change({ [word]: value }, { field: word }), { maxlength: "300", ...more }), { wide: true });
  return el("div", { class: "qms-designer__form" },
    el("div", { class: "qms-designer__formhead" }, el("h2", { tabindex: "-1" }, say("the_checklist"))),
    one("title_pl", "title_pl", { "data-word": "title" }),
    one("title_en", "title_en"),
    el("div", { class: "qms-designer__pair" }, one("standard", "standard", { maxlength: "100" }), one("edition", "edition", { maxlength: "100" })));
}

export const nameOf = (thing) => short(thing, "text", 60) || text(thing, "title") || say("untitled");
