// Parts of the designer's page: elements, fields, words. Everything somebody wrote goes in as text.

let spoken = {};
export function learn(words) { spoken = words; }

/** A word of the interface; `{name}` in it is filled from `values`. */
export function say(name, values = {}, group = "plain") {
  const text = spoken[group]?.[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}
export const words = (group) => spoken[group] ?? {};

/** An element. Attributes that are functions become listeners; null and false leave one out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

const sprite = document.getElementById("designer")?.dataset.icons ?? "";
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "qms-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export function button(label, act, { kind = "", symbol = "", ...attributes } = {}) {
  return el(
    "button",
    { type: "button", class: `qms-button${kind ? ` qms-button--${kind}` : ""}`, click: act, ...attributes },
    symbol ? icon(symbol) : null,
    el("span", {}, label),
  );
}

/** A small button that shows its symbol only; its name is for the ears and the pointer. */
export function tool(label, symbol, act, attributes = {}) {
  return el(
    "button",
    { type: "button", class: "qms-button qms-designer__tool", title: label, "aria-label": label, click: act, ...attributes },
    icon(symbol),
  );
}

let fields = 0;
/** A labelled field around one control. */
export function field(label, control, { hint = "", wide = false } = {}) {
  control.id ||= `designer-field-${(fields += 1)}`;
  const told = hint ? el("p", { class: "qms-field__hint", id: `${control.id}-hint` }, hint) : null;
  if (told) control.setAttribute("aria-describedby", told.id);
  return el(
    "div",
    { class: `qms-field${wide ? " qms-field--wide" : ""}` },
    el("label", { class: "qms-field__label", for: control.id }, label),
    told,
    control,
  );
}

export function line(value, change, attributes = {}) {
  return el("input", {
    class: "qms-input", type: "text", value: value ?? "", autocomplete: "off",
    input: (event) => change(event.target.value), ...attributes,
  });
}
export function area(value, change, attributes = {}) {
  return el("textarea", {
    class: "qms-input", rows: "3", value: value ?? "", input: (event) => change(event.target.value), ...attributes,
  });
}
/** A choice among `[value, label]` pairs. */
export function select(options, value, change, attributes = {}) {
  const node = el(
    "select",
    { class: "qms-select", change: (event) => change(event.target.value), ...attributes },
    options.map(([one, label]) => el("option", { value: one }, label)),
  );
  node.value = value;
  return node;
}
export function check(label, checked, change) {
  const box = el("input", { class: "qms-check", type: "checkbox", checked, change: (event) => change(event.target.checked) });
  return el("label", { class: "qms-designer__check" }, box, el("span", {}, label));
}

export const polish = () => document.documentElement.lang.startsWith("pl") || document.querySelector(".qms")?.lang === "pl";
/** A text of a question, section or choice in the reader's language, or in the other one. */
export function text(thing, word) {
  const [first, second] = polish() ? ["pl", "en"] : ["en", "pl"];
  return thing[`${word}_${first}`] || thing[`${word}_${second}`] || "";
}
export function short(thing, word = "text", length = 90) {
  const whole = text(thing, word).trim();
  return whole.length > length ? `${whole.slice(0, length - 1)}…` : whole;
}

/** Ask the server; throws what it said when it refuses, and `null` as `status` without a network. */
export async function ask(address, { method = "GET", body, keepalive = false } = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      method, keepalive, headers: body === undefined ? { Accept: "application/json" } : { "Content-Type": "application/json", Accept: "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw Object.assign(new Error(say("failed")), { status: null, cause: error });
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw Object.assign(new Error(told.error?.message ?? say("failed")), { status: answer.status, told });
  }
  return told;
}
