// Where questions come from beside one's own head: the bank, clauses of a standard, a procedure.

import { ask, button, el, field, line, say, select, text } from "./designer_dom.js";

/** A dialog with a heading, a body and its closing button; removed from the page when it is closed. */
function dialog(title, body, actions = []) {
  const box = el("dialog", { class: "qms-dialog qms-designer__dialog", "aria-label": title },
    el("h2", {}, title), body,
    el("div", { class: "qms-dialog__actions" }, actions, button(say("close"), () => box.close(), { kind: "quiet" })));
  box.addEventListener("close", () => box.remove());
  document.getElementById("designer").append(box);
  box.showModal();
  return box;
}
const loading = () => el("p", { class: "qms-soft", role: "status" }, say("loading"));
const failed = (error) => el("p", { class: "qms-field__error", role: "alert" }, error.message);

function sectionChoice(content, chosen) {
  const options = content.sections.map((one) => [one.key, text(one, "title") || say("untitled_section")]);
  return select(options, chosen, () => undefined);
}

/** What can be ticked and taken, with the section that it goes into. `take(questions, section)` adds. */
class Picker {
  constructor({ content, section, take }) {
    this.ticked = new Map();
    this.take = take;
    this.target = sectionChoice(content, section);
    this.add = button("", () => this.done(), { kind: "primary", symbol: "plus" });
    this.bar = el("div", { class: "qms-designer__takebar" }, field(say("take_to"), this.target), this.add);
    this.count();
  }
  count() {
    this.add.querySelector("span").textContent = say("take_ticked", { n: this.ticked.size });
    if (this.ticked.size) this.add.removeAttribute("aria-disabled");
    else this.add.setAttribute("aria-disabled", "true");
  }
  done() {
    if (this.ticked.size === 0) return;
    this.take([...this.ticked.values()], this.target.value);
    this.add.closest("dialog").close();
  }
  item(id, question, beside = [], { checked = false } = {}) {
    const set = (on) => {
      if (on) this.ticked.set(id, question);
      else this.ticked.delete(id);
      this.count();
    };
    if (checked) set(true);
    const box = el("input", { type: "checkbox", class: "qms-check", checked: checked || this.ticked.has(id), change: (event) => set(event.target.checked) });
    return el("li", { class: "qms-designer__entry" }, el("label", { class: "qms-designer__check" }, box, el("span", {}, text(question, "text"))), el("div", { class: "qms-small qms-soft" }, beside));
  }
}

const beside = (entry, type_words) => {
  const parts = [type_words[entry.question.type]];
  if (entry.question.clause) parts.push(entry.question.clause);
  if (entry.topic) parts.push(say("bank_own", { topic: entry.topic }));
  if (entry.places.length) parts.push(`${say("bank_where")}: ${entry.places.map((one) => `${one.title} (${one.number})`).join(", ")}`);
  return parts.filter(Boolean).join(" · ");
};

export function openBank(room) {
  const picker = new Picker(room);
  const list = el("ul", { class: "qms-designer__entries" });
  const told = el("p", { class: "qms-soft qms-small", role: "status" });
  const more = button(say("bank_more"), () => find(page + 1));
  let [page, turn, timer] = [1, 0, 0];
  const typed = line("", () => {
    clearTimeout(timer);
    timer = setTimeout(() => find(1), 250);
  }, { type: "search", autofocus: true });
  const find = async (wanted) => {
    const mine = (turn += 1);
    try {
      const found = await ask(`${room.addresses.bank}?page=${wanted}&q=${encodeURIComponent(typed.value)}`);
      if (mine !== turn) return;
      page = wanted;
      const items = found.entries.map((entry) => picker.item(text(entry.question, "text"), entry.question, beside(entry, room.types)));
      if (wanted === 1) list.replaceChildren(...items);
      else list.append(...items);
      told.textContent = found.total ? say("bank_found", { n: found.total }) : say("bank_none");
      more.hidden = !found.has_more;
    } catch (error) {
      if (mine === turn) told.replaceChildren(failed(error));
    }
  };
  more.hidden = true;
  dialog(say("bank"), el("div", { class: "qms-designer__source" }, field(say("bank_search"), typed), told, el("div", { class: "qms-designer__scroll" }, list, more), picker.bar));
  typed.focus();
  find(1);
}

let sources = null;
async function choices(room) {
  sources ??= await ask(room.addresses.proposals);
  return sources;
}

export async function openClauses(room) {
  const body = el("div", { class: "qms-designer__source" }, loading());
  dialog(say("from_clauses"), body);
  try {
    const { editions } = await choices(room);
    const picker = new Picker(room);
    const list = el("div", { class: "qms-designer__scroll" });
    const wanted = new Set();
    const propose = button(say("propose"), async () => {
      if (wanted.size === 0) return;
      list.replaceChildren(loading());
      try {
        const asked = [...wanted].map((one) => `&clause=${encodeURIComponent(one)}`).join("");
        const { clauses } = await ask(`${room.addresses.proposals}?edition=${edition.value}${asked}`);
        list.replaceChildren(...clauses.map((clause) => el("section", {}, el("h3", {}, `${clause.number} ${clause.title}`),
          clause.general ? el("p", { class: "qms-small qms-soft" }, say("proposed_general")) : null,
          el("ul", { class: "qms-designer__entries" }, clause.entries.map((entry, at) => picker.item(`${clause.number}/${at}`, entry.question, beside(entry, room.types), { checked: at < 3 || clause.general }))))));
        propose.hidden = true;
        body.append(picker.bar);
      } catch (error) {
        list.replaceChildren(failed(error));
      }
    }, { kind: "primary" });
    const show = async () => {
      wanted.clear();
      propose.hidden = false;
      picker.bar.remove();
      picker.ticked.clear();
      picker.count();
      list.replaceChildren(loading());
      try {
        const { clauses } = await ask(`${room.addresses.proposals}?edition=${edition.value}`);
        list.replaceChildren(el("ul", { class: "qms-designer__entries" }, clauses.map((one) => el("li", { class: "qms-designer__entry" },
          el("label", { class: "qms-designer__check" }, el("input", { type: "checkbox", class: "qms-check", change: (event) => (event.target.checked ? wanted.add(one.number) : wanted.delete(one.number)) }), el("span", {}, `${one.number} ${one.title}`))))));
      } catch (error) {
        list.replaceChildren(failed(error));
      }
    };
    const edition = select(editions.map((one) => [one.uuid, one.label]), (editions.find((one) => one.label === room.edition) ?? editions[0])?.uuid ?? "", show);
    body.replaceChildren(field(say("choose_edition"), edition), el("p", { class: "qms-small qms-soft" }, say("choose_clauses")), list, propose);
    await show();
  } catch (error) {
    body.replaceChildren(failed(error));
  }
}

export async function openProcedure(room) {
  const body = el("div", { class: "qms-designer__source" }, loading());
  dialog(say("from_paragraphs"), body);
  try {
    const { documents } = await choices(room);
    const picker = new Picker(room);
    const list = el("div", { class: "qms-designer__scroll" });
    const show = async () => {
      picker.ticked.clear();
      picker.count();
      if (!chosen.value) return list.replaceChildren();
      list.replaceChildren(loading());
      try {
        const { paragraphs } = await ask(`${room.addresses.proposals}?document=${encodeURIComponent(chosen.value)}`);
        const items = paragraphs.map((one) => (one.heading
          ? el("li", { class: "qms-designer__heading" }, `${one.number} ${one.text}`)
          : el("li", { class: "qms-designer__entry" },
            el("label", { class: "qms-designer__check" },
              el("input", { type: "checkbox", class: "qms-check", change: (event) => {
                if (event.target.checked) picker.ticked.set(one.key, one.question);
                else picker.ticked.delete(one.key);
                picker.count();
              } }),
              el("span", {}, `${one.number ? `§ ${one.number} ` : ""}${one.text}`)),
            one.asked ? el("div", { class: "qms-small qms-soft" }, say("asked_already", { n: one.asked })) : null)));
        list.replaceChildren(items.length ? el("ul", { class: "qms-designer__entries" }, items) : el("p", {}, say("no_paragraphs")));
      } catch (error) {
        list.replaceChildren(failed(error));
      }
      return undefined;
    };
    const chosen = select([["", "—"], ...documents.map((one) => [one.code, one.label])], "", show);
    body.replaceChildren(field(say("choose_document"), chosen), list, picker.bar);
  } catch (error) {
    body.replaceChildren(failed(error));
  }
}

/** Ask, question by question, what stays of two people's changes; resolves to key → choice. */
export function askWhatStays(conflicts, name) {
  const choices_ = new Map(conflicts.map((one) => [one.key, one.mine ? "both" : "theirs"]));
  return new Promise((resolve) => {
    const side = (label, question) => el("div", { class: "qms-designer__side" }, el("strong", {}, label), el("p", {}, question ? text(question, "text") || say("untitled") : say("conflict_gone")));
    const list = conflicts.map((one, at) => el("fieldset", { class: "qms-designer__box" },
      el("div", { class: "qms-designer__pair" }, side(say("conflict_mine"), one.mine), side(say("conflict_theirs"), one.theirs)),
      [["mine", say("conflict_mine")], ["theirs", say("conflict_theirs")], ...(one.mine && one.theirs ? [["both", say("conflict_both")]] : [])].map(([value, label]) =>
        el("label", { class: "qms-designer__check" }, el("input", { type: "radio", name: `conflict-${at}`, value, checked: choices_.get(one.key) === value || (value === "mine" && !one.theirs), change: () => choices_.set(one.key, value) }), el("span", {}, label)))));
    for (const one of conflicts) if (!one.theirs) choices_.set(one.key, "mine");
    const done = button(say("conflict_done"), () => box.close(), { kind: "primary" });
    const box = el("dialog", { class: "qms-dialog qms-designer__dialog", "aria-label": say("conflict") }, el("h2", {}, say("conflict")), el("p", {}, say("conflict_text", { name })), el("div", { class: "qms-designer__scroll" }, list), el("div", { class: "qms-dialog__actions" }, done));
    box.addEventListener("close", () => {
      box.remove();
      resolve(choices_);
    });
    document.getElementById("designer").append(box);
    box.showModal();
  });
}
