// Conditions from menus: a question, a comparison, a value, joined by "all" or "any", one group deep.
// The rule itself is data that the phone and the server read (rules.py); here it is only shown.

import { button, el, say, select, short, text, tool, words, line } from "./designer_dom.js";
import { questionsOf } from "./designer_content.js";

const CHOSEN = ["eq", "ne", "in", "answered", "not_answered"];
const OPERATORS = {
  conformity: CHOSEN, yes_no: CHOSEN.filter((one) => one !== "in"), one_of: CHOSEN,
  many_of: ["selected", "not_selected", "answered", "not_answered"],
  number: ["eq", "ne", "lt", "le", "gt", "ge", "answered", "not_answered"],
  date: ["eq", "lt", "le", "gt", "ge", "answered", "not_answered"],
};
const BARE = ["answered", "not_answered"];
const DATE_WORDS = { lt: "before", le: "not_after", gt: "after", ge: "not_before" };
const FIXED = { conformity: ["conforming", "nonconforming", "observation", "not_applicable"], yes_no: ["yes", "no"] };

const joint = (rule) => (rule && Array.isArray(rule.all) ? "all" : rule && Array.isArray(rule.any) ? "any" : null);

/** A rule as lines of menus, null where the menus cannot show it. */
function read(rule, depth = 0) {
  if (rule === null || rule === undefined) return { joint: "all", parts: [] };
  const word = joint(rule);
  if (!word) {
    const one = readOne(rule);
    return one && { joint: "all", parts: [one] };
  }
  const parts = rule[word].map((part) => (joint(part) ? (depth === 0 ? read(part, 1) : null) : readOne(part)));
  return parts.includes(null) ? null : { joint: word, parts };
}
function readOne(rule) {
  if (rule && "not" in rule) {
    return rule.not?.op === "selected" ? { question: rule.not.question, op: "not_selected", value: rule.not.value } : null;
  }
  return rule && "question" in rule ? { ...rule } : null;
}
function write(model) {
  const parts = model.parts.map((part) => (part.parts ? write(part) : writeOne(part))).filter((one) => one !== undefined);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { [model.joint]: parts };
}
function writeOne({ question, op, value }) {
  if (op === "not_selected") return { not: { question, op: "selected", value } };
  return BARE.includes(op) ? { question, op } : { question, op, value };
}

const offered = (question) =>
  FIXED[question.type]?.map((value) => [value, words("values")[value]]) ??
  (question.choices ?? []).map((one) => [one.value, text(one, "label") || one.value]);

function begun(question) {
  const op = (OPERATORS[question.type] ?? BARE)[0];
  return { question: question.key, op, value: firstValue(question, op) };
}
function firstValue(question, op) {
  if (BARE.includes(op)) return undefined;
  if (question.type === "number") return 0;
  if (question.type === "date") return new Date().toISOString().slice(0, 10);
  const first = offered(question)[0]?.[0] ?? "";
  return op === "in" ? [first] : first;
}

/**
 * The menus of one rule. `change` gets the new rule, undefined for none. Only earlier questions are
 * offered: a later one has no answer yet when this one is reached.
 */
export function ruleEditor({ rule, content, own, told, change }) {
  const all = questionsOf(content);
  const numbers = new Map(all.map((one, at) => [one.key, at + 1]));
  const earlier = all.slice(0, all.findIndex((one) => one.key === own));
  const box = el("div", { class: "qms-designer__rule" });
  const model = read(rule);
  if (model === null) {
    box.append(
      el("p", { class: "qms-small" }, say("condition_fixed")),
      button(say("condition_replace"), () => earlier.length && change(write({ joint: "all", parts: [begun(earlier.at(-1))] }))),
    );
    return box;
  }
  const redraw = () => {
    change(write(model));
  };
  box.append(group(model, 0));
  if (earlier.length === 0 && model.parts.length === 0) box.append(el("p", { class: "qms-small qms-soft" }, say("condition_none")));
  if (told) box.append(el("p", { class: "qms-small qms-designer__told" }, say("condition_words", { text: told })));
  return box;

  function group(part, depth) {
    const inner = el("div", { class: depth ? "qms-designer__group" : "" });
    if (part.parts.length > 1) {
      inner.append(select([["all", say("and_all")], ["any", say("or_any")]], part.joint, (value) => {
        part.joint = value;
        redraw();
      }, { "aria-label": say("condition_op") }));
    }
    part.parts.forEach((one, at) => inner.append(one.parts ? group(one, depth + 1) : comparison(one, part, at)));
    if (earlier.length > 0) {
      const adds = el("div", { class: "qms-designer__adds" }, button(say("add_condition"), () => {
        part.parts.push(begun(earlier.at(-1)));
        redraw();
      }, { kind: "quiet", symbol: "plus" }));
      if (depth === 0 && part.parts.length > 0) {
        adds.append(button(say("add_group"), () => {
          part.parts.push({ joint: part.joint === "all" ? "any" : "all", parts: [begun(earlier.at(-1)), begun(earlier.at(-1))] });
          redraw();
        }, { kind: "quiet", symbol: "plus" }));
      }
      inner.append(adds);
    }
    return inner;
  }

  function comparison(one, parent, at) {
    const question = all.find((each) => each.key === one.question);
    const choices = earlier.map((each) => [each.key, `${numbers.get(each.key)}. ${short(each, "text", 60) || say("untitled")}`]);
    if (!earlier.includes(question)) {
      choices.push([one.question, question ? `${numbers.get(one.question)}. ${short(question, "text", 60)}` : `? ${one.question}`]);
    }
    const row = el("div", { class: "qms-designer__comparison" });
    row.append(select(choices, one.question, (key) => {
      Object.assign(one, begun(all.find((each) => each.key === key)));
      redraw();
    }, { "aria-label": say("condition_question") }));
    if (question) {
      const ops = [...(OPERATORS[question.type] ?? BARE)];
      if (!ops.includes(one.op)) ops.push(one.op);
      const named = (op) => words("comparisons")[question.type === "date" ? DATE_WORDS[op] ?? op : op] ?? op;
      row.append(select(ops.map((op) => [op, named(op)]), one.op, (op) => {
        const keeps = !BARE.includes(op) && !BARE.includes(one.op) && (op === "in") === (one.op === "in");
        one.op = op;
        if (!keeps) one.value = firstValue(question, op);
        redraw();
      }, { "aria-label": say("condition_op") }));
      if (!BARE.includes(one.op)) row.append(valueField(question, one));
    }
    row.append(tool(say("remove_condition"), "trash", () => {
      parent.parts.splice(at, 1);
      redraw();
    }));
    return row;
  }

  function valueField(question, one) {
    const named = { "aria-label": say("condition_value") };
    if (one.op === "in") {
      return el("span", { class: "qms-designer__ticks", role: "group", ...named }, offered(question).map(([value, label]) => {
        const box_ = el("input", { type: "checkbox", class: "qms-check", checked: one.value?.includes(value), change: (event) => {
          const rest = (one.value ?? []).filter((each) => each !== value);
          one.value = event.target.checked ? [...rest, value] : rest;
          redraw();
        } });
        return el("label", { class: "qms-designer__check" }, box_, el("span", {}, label));
      }));
    }
    if (question.type === "number") {
      return line(String(one.value ?? ""), (typed) => {
        const value = Number(typed.replace(",", "."));
        if (typed.trim() === "" || !Number.isFinite(value)) return;
        one.value = value;
        change(write(model), true);
      }, { inputmode: "decimal", ...named });
    }
    if (question.type === "date") {
      return line(one.value ?? "", (value) => {
        if (!value) return;
        one.value = value;
        change(write(model), true);
      }, { type: "date", ...named });
    }
    const options = offered(question);
    if (!options.some(([value]) => value === one.value)) options.push([one.value, `? ${one.value ?? ""}`]);
    return select(options, one.value, (value) => {
      one.value = value;
      redraw();
    }, named);
  }
}
