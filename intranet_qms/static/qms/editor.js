// The editor of a draft: a bar that writes Markdown, keys, a preview in step, pictures, tables,
// links to documents. Every textarea with data-qms-markdown gets the bar; without this script it
// is a plain field that saves as well.

import { isRich, toMarkdown } from "./editor_paste.js";
import { previewBelow, stepTogether, views } from "./editor_preview.js";
import { addNote, askDocument, askLink, askPicture, askTable, picturesOf, say, send } from "./editor_questions.js";
import {
  $, addColumn, addRow, around, bullets, enter, heading, indent, insert, insertBlock, nextCell, numbers,
  outdent, replaceLines, tableAt, words,
} from "./editor_text.js";

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
  previewBelow(area, words().wordsPreview);
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
