// What the editor asks: the size of a table, an address, a document, a picture with its description.

import { $, insert, insertBlock, lineBounds, words } from "./editor_text.js";

// --- Questions ---

function ask(dialog, prepare) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    prepare?.();
    dialog.showModal();
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
const field = (dialog, name) => dialog.querySelector(`[name="${name}"]`);

export async function askTable(area) {
  const dialog = $("editor-table");
  if (await ask(dialog) !== "ok") return area.focus();
  const columns = Math.min(12, Math.max(1, Number(field(dialog, "table_columns").value) || 3));
  const rows = Math.min(100, Math.max(1, Number(field(dialog, "table_rows").value) || 3));
  const head = Array.from({ length: columns }, (_, at) => ` ${words().wordsColumn} ${at + 1} `);
  const lines = [`|${head.join("|")}|`, `|${"---|".repeat(columns)}`, ...Array(rows).fill(`|${"  |".repeat(columns)}`)];
  const at = insertBlock(area, lines.join("\n"));
  area.setSelectionRange(at + 2, at + 2 + head[0].trim().length);
}

export async function askLink(area) {
  const dialog = $("editor-link");
  const { selectionStart: from, selectionEnd: to } = area;
  const chosen = area.value.slice(from, to);
  const isAddress = /^(?:https?:\/\/|mailto:)\S+$/.test(chosen);
  field(dialog, "link_words").value = isAddress ? "" : chosen;
  field(dialog, "link_address").value = isAddress ? chosen : "";
  const address = field(dialog, "link_address");
  address.pattern = "(https?://\\S+|mailto:\\S+|[^\\s@]+@[^\\s@]+)";
  if (await ask(dialog) !== "ok") return area.focus();
  const target = /^[^\s:@]+@/.test(address.value) ? `mailto:${address.value}` : address.value;
  const text = field(dialog, "link_words").value || target;
  insert(area, `[${text.replace(/[[\]]/g, "\\$&")}](${target.replace(/[()]/g, (one) => (one === "(" ? "%28" : "%29"))})`, from, to);
}

let asked = 0;
export async function askDocument(area) {
  const dialog = $("editor-document");
  const search = $("editor-document-search");
  const list = $("editor-document-list");
  const status = dialog.querySelector("[role=status]");
  const { selectionStart: from, selectionEnd: to } = area;
  let active = -1;
  const rows = () => [...list.children];
  const mark = (at) => {
    active = rows().length ? (at + rows().length) % rows().length : -1;
    rows().forEach((row, place) => row.setAttribute("aria-selected", String(place === active)));
    search.setAttribute("aria-activedescendant", rows()[active]?.id ?? "");
    rows()[active]?.scrollIntoView({ block: "nearest" });
  };
  const find = async () => {
    const mine = (asked += 1);
    const answer = await fetch(`${dialog.dataset.search}?per_page=8&q=${encodeURIComponent(search.value)}`,
      { headers: { Accept: "application/json" } }).then((one) => (one.ok ? one.json() : null)).catch(() => null);
    if (mine !== asked) return;
    list.replaceChildren(...(answer?.documents ?? []).map((one, at) => {
      const row = document.createElement("li");
      row.id = `editor-document-${at}`;
      row.setAttribute("role", "option");
      row.dataset.code = one.code;
      const code = document.createElement("strong");
      code.textContent = one.code;
      row.append(code, ` ${one.title}`);
      return row;
    }));
    search.setAttribute("aria-expanded", String(list.childElementCount > 0));
    status.textContent = list.childElementCount ? "" : words().wordsNone;
    mark(0);
  };
  let timer = 0;
  const onInput = () => {
    clearTimeout(timer);
    timer = setTimeout(find, 150);
  };
  const take = (row) => dialog.close(row ? `code:${row.dataset.code}` : "");
  const onKey = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (rows()[active]) take(rows()[active]);
    }
  };
  const onClick = (event) => {
    const row = event.target.closest("[role=option]");
    if (row) take(row);
  };
  search.addEventListener("input", onInput);
  search.addEventListener("keydown", onKey);
  list.addEventListener("click", onClick);
  const answer = await ask(dialog, () => {
    search.value = area.value.slice(from, to).trim().slice(0, 60);
    find();
  });
  search.removeEventListener("input", onInput);
  search.removeEventListener("keydown", onKey);
  list.removeEventListener("click", onClick);
  if (answer.startsWith("code:")) insert(area, `[${answer.slice(5)}]`, from, to);
  else area.focus();
}

export function addNote(area) {
  const used = [...area.value.matchAll(/^\[\^(\d+)\]:/gm)].map((match) => Number(match[1]));
  const number = Math.max(0, ...used) + 1;
  insert(area, `[^${number}]`, area.selectionEnd, area.selectionEnd);
  const end = area.value.length;
  const lead = area.value.endsWith("\n\n") ? "" : area.value.endsWith("\n") ? "\n" : "\n\n";
  insert(area, `${lead}[^${number}]: `, end, end);
}

// --- Pictures ---

export async function send(url, name, file) {
  const data = new FormData();
  data.append(name, file, file.name || "obraz.png");
  const answer = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" } });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.error ? `${body.error.message} ${body.error.way_out ?? ""}` : "");
  return body;
}

export async function askPicture(area, file) {
  const url = picturesOf(area);
  if (!url) return;
  const dialog = $("editor-picture");
  const choose = dialog.querySelector("[data-choose]");
  const shown = dialog.querySelector(".qms-picture-shown");
  const description = field(dialog, "picture_words");
  const problem = dialog.querySelector("[role=alert]");
  const input = $("editor-picture-file");
  const at = area.selectionEnd;
  const preview = (one) => {
    shown.hidden = !one;
    if (shown.src) URL.revokeObjectURL(shown.src);
    if (one) shown.src = URL.createObjectURL(one);
    else shown.removeAttribute("src");
  };
  let chosen = file ?? null;
  const onChoose = () => {
    chosen = input.files[0] ?? null;
    preview(chosen);
  };
  input.value = "";
  input.required = !file;
  input.addEventListener("change", onChoose);
  let told = "";
  for (;;) {
    const answer = await ask(dialog, () => {
      choose.hidden = Boolean(file) && !told;
      problem.hidden = !told;
      problem.textContent = told;
      if (!told) description.value = "";
      preview(chosen);
    });
    if (answer !== "ok" || !chosen) break;
    try {
      say(area, words().wordsSending);
      const kept = await send(url, "picture", chosen);
      const alt = description.value.trim().replace(/[[\]\\]/g, "\\$&").replace(/\s+/g, " ");
      const [start, end] = lineBounds(area, at, at);
      // In front of a line it is a paragraph of its own: a heading behind it stays a heading.
      insert(area, `![${alt}](${kept.name})${at === start && at < end ? "\n\n" : ""}`, at, at);
      say(area, "");
      break;
    } catch (error) {
      told = error.message || words().wordsPicture;
      say(area, "");
      input.required = true;
    }
  }
  input.removeEventListener("change", onChoose);
  preview(null);
  area.focus();
}
export const picturesOf = (area) =>
  area.dataset.qmsPictures ?? document.querySelector("[data-qms-pictures]")?.dataset.qmsPictures ?? $("editor-picture")?.dataset.url;

export function say(area, text) {
  const place = area.qmsSaid;
  if (place) place.textContent = text;
}
