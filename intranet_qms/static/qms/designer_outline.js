// The outline of a draft: sections with their questions, moved by dragging or by the keyboard. Rows
// are kept and only changed where something differs: with five hundred questions a keystroke must
// not draw the list anew.

import { el, icon, say, short, words } from "./designer_dom.js";

export class Outline {
  /** `act` holds what can be done: choose(kind, key), step(key, by), drop(key, section, before). */
  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.rows = new Map();
    this.heads = new Map();
    this.dragged = null;
    root.addEventListener("keydown", (event) => this.onKey(event));
    root.addEventListener("dragover", (event) => this.onDragOver(event));
    root.addEventListener("drop", (event) => this.onDrop(event));
    root.addEventListener("dragend", () => this.endDrag());
  }

  draw(content, chosen, troubled) {
    let number = 0;
    const parts = content.sections.map((section) => {
      const head = this.head(section, chosen, troubled);
      const items = section.questions.map((question) => this.row(question, (number += 1), chosen, troubled, section.key));
      const list = head.list;
      reorder(list, items.length ? items : [head.empty]);
      return head.part;
    });
    reorder(this.root, parts);
    const alive = new Set(content.sections.flatMap((one) => one.questions.map((each) => each.key)));
    for (const key of this.rows.keys()) if (!alive.has(key)) this.rows.delete(key);
    const sections = new Set(content.sections.map((one) => one.key));
    for (const key of this.heads.keys()) if (!sections.has(key)) this.heads.delete(key);
    // One stop for Tab; arrows lead along the rows.
    const first = this.root.querySelector('[aria-current="true"]') ?? this.root.querySelector(".qms-designer__pick");
    for (const one of this.root.querySelectorAll('.qms-designer__pick[tabindex="0"]')) if (one !== first) one.tabIndex = -1;
    if (first) first.tabIndex = 0;
  }

  head(section, chosen, troubled) {
    let known = this.heads.get(section.key);
    if (!known) {
      const name = el("span", { class: "qms-designer__name" });
      const pick = el("button", { type: "button", class: "qms-designer__pick qms-designer__pick--section", tabindex: "-1", click: () => this.act.choose("section", section.key) }, name);
      pick.dataset.section = section.key;
      const list = el("ol", { class: "qms-designer__list" });
      const empty = el("li", { class: "qms-designer__empty qms-soft qms-small" }, say("empty_section"));
      const part = el("li", { class: "qms-designer__section" }, el("h3", {}, pick), list);
      part.dataset.section = section.key;
      known = { part, list, pick, name, empty };
      this.heads.set(section.key, known);
    }
    write(known.name, `${short(section, "title") || say("untitled_section")}`);
    current(known.pick, chosen.kind === "section" && chosen.key === section.key);
    known.pick.classList.toggle("qms-designer__pick--wrong", troubled.has(`s:${section.key}`));
    return known;
  }

  row(question, number, chosen, troubled, section) {
    let known = this.rows.get(question.key);
    if (!known) {
      const at = el("span", { class: "qms-designer__number" });
      const name = el("span", { class: "qms-designer__name" });
      const kind = el("span", { class: "qms-designer__kind qms-small" });
      const grip = el("span", { class: "qms-designer__grip", title: say("drag"), "aria-hidden": "true" }, icon("menu"));
      const pick = el("button", { type: "button", class: "qms-designer__pick", tabindex: "-1", click: () => this.act.choose("question", question.key) }, at, el("span", { class: "qms-designer__body" }, name, kind));
      pick.dataset.key = question.key;
      const item = el("li", { class: "qms-designer__row", draggable: "true", dragstart: (event) => this.onDrag(event, question.key) }, grip, pick);
      item.dataset.key = question.key;
      known = { item, at, name, kind, pick, question: null };
      this.rows.set(question.key, known);
    }
    known.item.dataset.section = section;
    write(known.at, String(number));
    if (known.question !== question) {
      known.question = question;
      write(known.name, short(question) || say("untitled"));
      const flags = [words("types")[question.type]];
      if (question.clause) flags.push(question.clause);
      if (question.relevant) flags.push(say("shown_when").replace(/…$/, ""));
      if (question.required) flags.push(say("required").toLowerCase());
      write(known.kind, flags.join(" · "));
    }
    current(known.pick, chosen.kind === "question" && chosen.key === question.key);
    known.pick.classList.toggle("qms-designer__pick--wrong", troubled.has(`q:${question.key}`));
    return known.item;
  }

  focus(kind, key) {
    const pick = kind === "section" ? this.heads.get(key)?.pick : this.rows.get(key)?.pick;
    pick?.focus({ preventScroll: false });
    pick?.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    const pick = event.target.closest(".qms-designer__pick");
    if (!pick || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    if (event.altKey) {
      const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      if (by) this.act.step(pick.dataset.key ? "question" : "section", pick.dataset.key ?? pick.dataset.section, by);
      return;
    }
    const picks = [...this.root.querySelectorAll(".qms-designer__pick")];
    const at = picks.indexOf(pick);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: picks.length - 1 }[event.key];
    const next = picks[Math.max(0, Math.min(picks.length - 1, to))];
    for (const one of picks) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  }

  onDrag(event, key) {
    this.dragged = key;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", key);
    this.rows.get(key).item.classList.add("qms-designer__row--dragged");
  }
  target(event) {
    const row = event.target.closest(".qms-designer__row");
    const section = event.target.closest(".qms-designer__section");
    if (!section) return null;
    // On the head of a section: to its beginning. Beside its questions: to its end.
    const first = event.target.closest("h3") && section.querySelector(".qms-designer__row");
    if (first) return { section: section.dataset.section, before: first.dataset.key, mark: first };
    if (!row) return { section: section.dataset.section, before: null, mark: section };
    const box = row.getBoundingClientRect();
    const below = event.clientY > box.top + box.height / 2;
    const following = below ? row.nextElementSibling : row;
    return { section: section.dataset.section, before: following?.dataset.key ?? null, mark: row, below };
  }
  onDragOver(event) {
    if (this.dragged === null) return;
    const target = this.target(event);
    if (!target) return;
    event.preventDefault();
    this.unmark();
    target.mark.classList.add(target.below || target.before === null ? "qms-designer__drop--after" : "qms-designer__drop--before");
  }
  onDrop(event) {
    const target = this.dragged === null ? null : this.target(event);
    if (!target) return;
    event.preventDefault();
    this.act.drop(this.dragged, target.section, target.before);
    this.endDrag();
  }
  unmark() {
    for (const one of this.root.querySelectorAll('[class*="qms-designer__drop--"]')) one.classList.remove("qms-designer__drop--after", "qms-designer__drop--before");
  }
  endDrag() {
    this.unmark();
    for (const one of this.root.querySelectorAll(".qms-designer__row--dragged")) one.classList.remove("qms-designer__row--dragged");
    this.dragged = null;
  }
}

function current(pick, is) {
  if (is) pick.setAttribute("aria-current", "true");
  else pick.removeAttribute("aria-current");
}
function write(node, value) {
  if (node.textContent !== value) node.textContent = value;
}
/** Give a list these children in this order, and touch only those that stand elsewhere. */
function reorder(list, items) {
  items.forEach((item, at) => {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
  while (list.children.length > items.length) list.lastElementChild.remove();
}
