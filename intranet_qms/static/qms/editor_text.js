// What the editor does to its text: lines, emphasis, lists and tables of Markdown, always so that the
// browser's own undo takes it back.

export const $ = (id) => document.getElementById(id);
export const words = () => $("qms-editor-bar")?.dataset ?? {};

// --- Writing so that the browser's own undo takes it back ---

const LARGEST_UNDOABLE = 200_000;
export function insert(area, text, from = area.selectionStart, to = area.selectionEnd) {
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

export function lineBounds(area, from = area.selectionStart, to = area.selectionEnd) {
  const text = area.value;
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const last = to > from && text[to - 1] === "\n" ? to - 1 : to;
  const end = text.indexOf("\n", last);
  return [start, end < 0 ? text.length : end];
}

export function replaceLines(area, change) {
  const [start, end] = lineBounds(area);
  const before = area.value.slice(start, end);
  const after = change(before.split("\n")).join("\n");
  if (after === before) return;
  insert(area, after, start, end);
  area.setSelectionRange(before.includes("\n") ? start : start + after.length, start + after.length);
}

export function around(area, mark) {
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

export const heading = (level) => (lines) => lines.map((line) => {
  const mark = "#".repeat(level);
  const [, known, rest] = /^(#{1,6}\s+)?(.*)$/.exec(line);
  return known?.trim() === mark ? rest : `${mark} ${rest || words().wordsHeading}`;
});

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+/;
export function bullets(lines) {
  const all = lines.every((line) => !line.trim() || /^\s*[-*+]\s/.test(line));
  return lines.map((line) => {
    if (!line.trim() && lines.length > 1) return line;
    if (all && line.trim()) return line.replace(/^(\s*)[-*+]\s+/, "$1");
    return ITEM.test(line) ? line.replace(ITEM, "$1- ") : line.replace(/^(\s*)/, "$1- ");
  });
}
export function numbers(lines) {
  const all = lines.every((line) => !line.trim() || /^\s*\d+[.)]\s/.test(line));
  let count = 0;
  return lines.map((line) => {
    if (!line.trim() && lines.length > 1) return line;
    if (all && line.trim()) return line.replace(/^(\s*)\d+[.)]\s+/, "$1");
    count += 1;
    return ITEM.test(line) ? line.replace(ITEM, `$1${count}. `) : line.replace(/^(\s*)/, `$1${count}. `);
  });
}
export const indent = (lines) => lines.map((line) => (line.trim() ? `   ${line}` : line));
export const outdent = (lines) => lines.map((line) => line.replace(/^(?: {1,3}|\t)/, ""));

// A block of its own: blank lines around what is put in.
export function insertBlock(area, block) {
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

export function tableAt(area) {
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

export function addRow(area) {
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
export function addColumn(area) {
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
export function nextCell(area, back) {
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

export function enter(area) {
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
