// The editor of a draft: a bar that writes Markdown, keys, a preview in step, pictures, tables,
// links to documents. Every textarea with data-qms-markdown gets the bar; without this script it
// is a plain field that saves as well.

import { isRich, toMarkdown } from "./editor_paste.js";

const words = () => document.getElementById("qms-editor-bar")?.dataset ?? {};
const $ = (id) => document.getElementById(id);

// --- Writing so that the browser's own undo takes it back ---

const LARGEST_UNDOABLE = 200_000;
function insert(area, text, from = area.selectionStart, to = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(from, to);
  const done = text.length <= LARGEST_UNDOABLE && (text
    ? document.execCommand("insertText", false, text)
    : from === to || document.execCommand("delete"));
  if (!done) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }
}

function lineBounds(area, from = area.selectionStart, to = area.selectionEnd) {
  const text = area.value;
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const last = to > from && text[to - 1] === "\n" ? to - 1 : to;
  const end = text.indexOf("\n", last);
  return [start, end < 0 ? text.length : end];
}

function replaceLines(area, change) {
  const [start, end] = lineBounds(area);
  const before = area.value.slice(start, end);
  const after = change(before.split("\n")).join("\n");
  if (after === before) return;
  insert(area, after, start, end);
  area.setSelectionRange(before.includes("\n") ? start : start + after.length, start + after.length);
}

function around(area, mark) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const chosen = value.slice(from, to);
  const inside = chosen.startsWith(mark) && chosen.endsWith(mark) && chosen.length > 2 * mark.length;
  const outside = value.slice(from - mark.length, from) === mark && value.slice(to, to + mark.length) === mark
    && !(mark === "*" && value.slice(from - 2, from) === "**");
  if (inside) {
    insert(area, chosen.slice(mark.length, -mark.length));
    area.setSelectionRange(from, to - 2 * mark.length);
  } else if (outside) {
    insert(area, chosen, from - mark.length, to + mark.length);
    area.setSelectionRange(from - mark.length, to - mark.length);
  } else {
    const [, blank, core, tail] = /^(\s*)([\s\S]*?)(\s*)$/.exec(chosen);
    insert(area, blank + mark + core + mark + tail);
    const at = from + blank.length + mark.length;
    area.setSelectionRange(at, at + core.length);
  }
}

const heading = (level) => (lines) => lines.map((line) => {
  const mark = "#".repeat(level);
  const [, known, rest] = /^(#{1,6}\s+)?(.*)$/.exec(line);
  return known?.trim() === mark ? rest : `${mark} ${rest || words().wordsHeading}`;
});

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+/;
function bullets(lines) {
  const all = lines.every((line) => !line.trim() || /^\s*[-*+]\s/.test(line));
  return lines.map((line) => {
    if (!line.trim() && lines.length > 1) return line;
    if (all && line.trim()) return line.replace(/^(\s*)[-*+]\s+/, "$1");
    return ITEM.test(line) ? line.replace(ITEM, "$1- ") : line.replace(/^(\s*)/, "$1- ");
  });
}
function numbers(lines) {
  const all = lines.every((line) => !line.trim() || /^\s*\d+[.)]\s/.test(line));
  let count = 0;
  return lines.map((line) => {
    if (!line.trim() && lines.length > 1) return line;
    if (all && line.trim()) return line.replace(/^(\s*)\d+[.)]\s+/, "$1");
    count += 1;
    return ITEM.test(line) ? line.replace(ITEM, `$1${count}. `) : line.replace(/^(\s*)/, `$1${count}. `);
  });
}
const indent = (lines) => lines.map((line) => (line.trim() ? `   ${line}` : line));
const outdent = (lines) => lines.map((line) => line.replace(/^(?: {1,3}|\t)/, ""));

// A block of its own: blank lines around what is put in.
function insertBlock(area, block) {
  const at = area.selectionEnd;
  const before = area.value.slice(0, at);
  const after = area.value.slice(at);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const trail = !after || after.startsWith("\n\n") ? "\n" : after.startsWith("\n") ? "\n" : "\n\n";
  insert(area, lead + block + trail, at, at);
  return at + lead.length;
}

// --- Tables ---

const isRow = (line) => /^\s*\|.*\|\s*$/.test(line);
const isRule = (line) => /^\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/.test(line) && line.includes("-");
const cellsOf = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());

function tableAt(area) {
  // Asked at every move of the cursor: a long text is only looked through inside a table.
  const [from, to] = lineBounds(area, area.selectionStart, area.selectionStart);
  if (!isRow(area.value.slice(from, to))) return null;
  const lines = area.value.split("\n");
  let at = 0;
  let offset = 0;
  while (at < lines.length && offset + lines[at].length < area.selectionStart) {
    offset += lines[at].length + 1;
    at += 1;
  }
  if (!isRow(lines[at] ?? "")) return null;
  let first = at;
  let last = at;
  while (first > 0 && isRow(lines[first - 1])) first -= 1;
  while (last + 1 < lines.length && isRow(lines[last + 1])) last += 1;
  if (last === first || !isRule(lines[first + 1])) return null;
  const start = lines.slice(0, first).reduce((sum, line) => sum + line.length + 1, 0);
  return { lines: lines.slice(first, last + 1), start, at: at - first, end: start + lines.slice(first, last + 1).join("\n").length };
}

function addRow(area) {
  const found = tableAt(area);
  if (!found) return false;
  const width = cellsOf(found.lines[0]).length;
  const row = `|${"  |".repeat(width)}`;
  const behind = Math.max(found.at, 1);
  const end = found.start + found.lines.slice(0, behind + 1).join("\n").length;
  insert(area, `\n${row}`, end, end);
  area.setSelectionRange(end + 3, end + 3);
  return true;
}
function addColumn(area) {
  const found = tableAt(area);
  if (!found) return false;
  const lines = found.lines.map((line, at) => {
    const more = at === 1 ? "---" : at === 0 ? ` ${words().wordsColumn} ` : "  ";
    return `${line.trimEnd()}${more}|`;
  });
  insert(area, lines.join("\n"), found.start, found.end);
  const at = found.start + lines[0].length - words().wordsColumn.length - 2;
  area.setSelectionRange(at, at + words().wordsColumn.length);
  return true;
}
// Tab goes to the next cell, at the end of a table to a new row.
function nextCell(area, back) {
  const found = tableAt(area);
  if (!found || area.selectionStart !== area.selectionEnd) return false;
  const marks = [];
  let offset = found.start;
  found.lines.forEach((line, at) => {
    if (at !== 1) {
      for (const mark of line.matchAll(/(?<!\\)\|(?=.)/g)) marks.push(offset + mark.index + 1);
    }
    offset += line.length + 1;
  });
  const now = area.selectionStart;
  const place = back ? marks.filter((mark) => mark < now - 1).at(-2) ?? marks[0] : marks.find((mark) => mark > now);
  if (place === undefined) return addRow(area);
  const cell = /^\s?(.*?)\s*(?<!\\)(?:\||$)/.exec(area.value.slice(place).split("\n")[0]);
  const start = place + (area.value[place] === " " ? 1 : 0);
  area.setSelectionRange(start, start + (cell?.[1].trim() ? cell[1].length : 0));
  return true;
}

// --- Lists go on by themselves ---

function enter(area) {
  if (area.selectionStart !== area.selectionEnd) return false;
  const [start, end] = lineBounds(area);
  const line = area.value.slice(start, end);
  const found = ITEM.exec(line);
  if (!found || area.selectionStart < start + found[0].length) return false;
  if (!line.slice(found[0].length).trim()) {
    insert(area, "", start, end);
    return true;
  }
  const sign = /^\d/.test(found[2]) ? `${Number.parseInt(found[2], 10) + 1}${found[2].at(-1)}` : found[2];
  insert(area, `\n${found[1]}${sign} `);
  return true;
}

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

async function askTable(area) {
  const dialog = $("editor-table");
  if (await ask(dialog) !== "ok") return area.focus();
  const columns = Math.min(12, Math.max(1, Number(field(dialog, "table_columns").value) || 3));
  const rows = Math.min(100, Math.max(1, Number(field(dialog, "table_rows").value) || 3));
  const head = Array.from({ length: columns }, (_, at) => ` ${words().wordsColumn} ${at + 1} `);
  const lines = [`|${head.join("|")}|`, `|${"---|".repeat(columns)}`, ...Array(rows).fill(`|${"  |".repeat(columns)}`)];
  const at = insertBlock(area, lines.join("\n"));
  area.setSelectionRange(at + 2, at + 2 + head[0].trim().length);
}

async function askLink(area) {
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
async function askDocument(area) {
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

function addNote(area) {
  const used = [...area.value.matchAll(/^\[\^(\d+)\]:/gm)].map((match) => Number(match[1]));
  const number = Math.max(0, ...used) + 1;
  insert(area, `[^${number}]`, area.selectionEnd, area.selectionEnd);
  const end = area.value.length;
  const lead = area.value.endsWith("\n\n") ? "" : area.value.endsWith("\n") ? "\n" : "\n\n";
  insert(area, `${lead}[^${number}]: `, end, end);
}

// --- Pictures ---

async function send(url, name, file) {
  const data = new FormData();
  data.append(name, file, file.name || "obraz.png");
  const answer = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" } });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.error ? `${body.error.message} ${body.error.way_out ?? ""}` : "");
  return body;
}

async function askPicture(area, file) {
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
const picturesOf = (area) =>
  area.dataset.qmsPictures ?? document.querySelector("[data-qms-pictures]")?.dataset.qmsPictures ?? $("editor-picture")?.dataset.url;

function say(area, text) {
  const place = area.qmsSaid;
  if (place) place.textContent = text;
}

// --- The bar ---

const ACTS = {
  heading2: (area) => replaceLines(area, heading(2)),
  heading3: (area) => replaceLines(area, heading(3)),
  bold: (area) => around(area, "**"),
  italic: (area) => around(area, "*"),
  bullets: (area) => replaceLines(area, bullets),
  numbers: (area) => replaceLines(area, numbers),
  indent: (area) => replaceLines(area, indent),
  outdent: (area) => replaceLines(area, outdent),
  table: askTable,
  row: addRow,
  column: addColumn,
  document: askDocument,
  link: askLink,
  picture: (area) => askPicture(area),
  note: addNote,
  undo: () => document.execCommand("undo"),
  redo: () => document.execCommand("redo"),
};
// No Ctrl+Alt: with it a Polish keyboard writes ą and ł.
const KEYS = {
  KeyB: "bold", KeyI: "italic", KeyK: "link", "Shift+KeyK": "document", "Shift+Digit2": "heading2",
  "Shift+Digit3": "heading3", "Shift+Digit7": "numbers", "Shift+Digit8": "bullets",
  BracketRight: "indent", BracketLeft: "outdent",
};

function act(area, name) {
  area.focus();
  ACTS[name]?.(area);
  update(area);
}

function update(area) {
  const inTable = Boolean(tableAt(area));
  for (const name of ["row", "column"]) {
    const button = area.qmsBar?.querySelector(`[data-act="${name}"]`);
    // Not `disabled`: that would throw the focus away while somebody goes along the bar.
    button?.setAttribute("aria-disabled", String(!inTable));
  }
}

function onKey(event) {
  const area = event.target;
  if (event.isComposing || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    const name = KEYS[`${event.shiftKey ? "Shift+" : ""}${event.code}`];
    if (name && (area.dataset.qmsMarkdown === "full" || name !== "picture")) {
      event.preventDefault();
      act(area, name);
    }
  } else if (event.key === "Enter" && !event.shiftKey) {
    if (enter(area)) event.preventDefault();
  } else if (event.key === "Tab" && nextCell(area, event.shiftKey)) {
    event.preventDefault();
  }
}

function onPaste(event) {
  const area = event.currentTarget;
  const data = event.clipboardData;
  const html = data?.getData("text/html") ?? "";
  const picture = [...(data?.files ?? [])].find((one) => one.type.startsWith("image/"));
  if (html && isRich(html)) {
    event.preventDefault();
    const { markdown, told } = toMarkdown(html);
    if (told.rows) say(area, words().wordsTable.replace("{rows}", told.rows));
    else say(area, words().wordsPasted);
    const isBlock = markdown.includes("\n");
    if (isBlock) insertBlockAt(area, markdown);
    else insert(area, markdown);
  } else if (picture && picturesOf(area) && !data.getData("text/plain")) {
    event.preventDefault();
    askPicture(area, picture);
  }
}
function insertBlockAt(area, markdown) {
  if (area.selectionStart !== area.selectionEnd) insert(area, "");
  insertBlock(area, markdown);
}

function onDrop(event) {
  const file = [...(event.dataTransfer?.files ?? [])].find((one) => one.type.startsWith("image/"));
  if (!file || !picturesOf(event.currentTarget)) return;
  event.preventDefault();
  askPicture(event.currentTarget, file);
}

// --- The preview goes along ---

function stepTogether(area, pane) {
  let rows = null; // rows on the screen before each line, as the font of the field has one width
  const measure = () => {
    const style = getComputedStyle(area);
    const canvas = measure.canvas ??= document.createElement("canvas").getContext("2d");
    canvas.font = style.font;
    const columns = Math.max(10, Math.floor((area.clientWidth - Number.parseFloat(style.paddingLeft)
      - Number.parseFloat(style.paddingRight)) / canvas.measureText("n").width));
    let sum = 0;
    rows = area.value.split("\n").map((line) => {
      const before = sum;
      sum += Math.max(1, Math.ceil(line.length / columns));
      return before;
    });
    rows.push(sum);
  };
  area.addEventListener("input", () => { rows = null; });
  new ResizeObserver(() => { rows = null; }).observe(area);
  let waiting = false;
  const follow = () => {
    waiting = false;
    if (pane.scrollHeight <= pane.clientHeight || getComputedStyle(pane).overflowY === "visible") return;
    if (area.scrollTop <= 0) return void (pane.scrollTop = 0);
    if (!rows) measure();
    const row = (area.scrollTop / Math.max(1, area.scrollHeight - area.clientHeight)) * rows.at(-1);
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (rows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    let before = null;
    let after = null;
    for (const block of pane.querySelectorAll("[data-line]")) {
      if (Number(block.dataset.line) <= low) before = block;
      else {
        after = block;
        break;
      }
    }
    const top = pane.getBoundingClientRect().top - pane.scrollTop;
    const place = (block, otherwise) => (block ? block.getBoundingClientRect().top - top : otherwise);
    const from = place(before, 0);
    const to = place(after, pane.scrollHeight);
    const first = before ? Number(before.dataset.line) : 0;
    const last = after ? Number(after.dataset.line) : rows.length - 1;
    const part = last > first ? Math.min(1, (low - first) / (last - first)) : 0;
    const share = area.scrollTop / Math.max(1, area.scrollHeight - area.clientHeight);
    // What is read stands as far down in the preview as in the text.
    pane.scrollTop = from + (to - from) * part - share * pane.clientHeight;
  };
  area.addEventListener("scroll", () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(follow);
    }
  }, { passive: true });
}

function views(frame) {
  const bar = frame.querySelector(".qms-writing__views");
  bar.hidden = false;
  frame.dataset.view = "text";
  bar.addEventListener("click", (event) => {
    const view = event.target.closest("[data-view]")?.dataset.view;
    if (!view) return;
    frame.dataset.view = view;
    for (const button of bar.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
  });
}

function build(area) {
  if (area.qmsBar) return;
  const template = $("qms-editor-bar");
  if (!template) return;
  const bar = template.content.firstElementChild.cloneNode(true);
  area.qmsBar = bar;
  if (!picturesOf(area)) bar.querySelector('[data-act="picture"]').remove();
  const told = document.createElement("p");
  told.className = "qms-bar__told";
  told.setAttribute("role", "status");
  area.qmsSaid = told;
  area.before(bar);
  bar.after(told);
  const buttons = [...bar.querySelectorAll("button")];
  buttons.forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button && button.getAttribute("aria-disabled") !== "true") act(area, button.dataset.act);
  });
  // One stop for Tab, arrows inside: the toolbar pattern of the ARIA authoring practices.
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
  area.addEventListener("keydown", onKey);
  area.addEventListener("paste", onPaste);
  area.addEventListener("dragover", (event) => {
    if ([...(event.dataTransfer?.types ?? [])].includes("Files")) event.preventDefault();
  });
  area.addEventListener("drop", onDrop);
  area.addEventListener("focus", () => update(area));
  area.addEventListener("qms:filled", () => area.dispatchEvent(new Event("input", { bubbles: true })));
  update(area);
}

// --- A text from Word ---

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const area = document.querySelector('textarea[data-qms-markdown="full"]');
  if (!form.matches?.("form[data-qms-import]") || !area) return;
  const file = form.querySelector("input[type=file]").files[0];
  if (!file) return;
  event.preventDefault();
  const told = form.querySelector("[role=status]");
  const show = (sentences, bad) => {
    told.className = `qms-import-told${bad ? " qms-import-told--bad" : ""}`;
    told.replaceChildren(...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }));
  };
  if (file.size > Number(form.dataset.limit)) return show([`${file.name} ${form.dataset.wordsLarge}`], true);
  show([words().wordsReading]);
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const read = await send(form.action, "word_file", file);
    if (area.value.trim()) insertBlockAt(area, read.markdown.trim());
    else insert(area, read.markdown);
    show([words().wordsImported, ...read.left_out]);
    form.reset();
    area.scrollIntoView({ block: "nearest" });
  } catch (error) {
    show([error.message || words().wordsFailed], true);
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("selectionchange", () => {
  const area = document.activeElement;
  if (area?.qmsBar) update(area);
});

function begin(root) {
  for (const area of root.querySelectorAll("textarea[data-qms-markdown]")) build(area);
  for (const frame of root.querySelectorAll("[data-qms-writing]")) {
    if (frame.dataset.view) continue;
    views(frame);
    stepTogether(frame.querySelector("textarea"), frame.querySelector(".qms-writing__preview"));
  }
}
begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
