// What Word, LibreOffice, Excel or a web page put on the clipboard, as Markdown: headings, lists,
// tables, emphasis, links. Colours, fonts and the rubbish around them are left out.

export const MAX_TABLE_ROWS = 2000;
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "BODY", "HTML", "CENTER", "FORM", "HEADER",
  "FOOTER", "MAIN", "FIGURE", "DL", "DT", "DD", "ADDRESS", "FIELDSET"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TITLE", "XML", "OBJECT", "IFRAME",
  "SVG", "NOSCRIPT", "TEMPLATE", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "COLGROUP"]);

const escapeText = (text) =>
  text.replace(/[\\`*~<]|(?<![\p{L}\d])_|_(?![\p{L}\d])|!(?=\[)|\](?=[([:])|&(?=#?\w+;)/gu, "\\$&");
const escapeStart = (text) =>
  text.replace(/^(#{1,6}(?=\s|$)|[-+>](?=\s|$)|=)/, "\\$1").replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");

// Word writes how a list item is drawn into its style: "mso-list:l0 level2 lfo1".
function wordList(element) {
  const style = element.getAttribute("data-style") ?? "";
  const found = /mso-list:\s*l(\d+)\s+level(\d+)/i.exec(style);
  return found ? { level: Number(found[2]) } : null;
}
const isIgnored = (node) =>
  node.nodeType === Node.ELEMENT_NODE && /mso-list:\s*ignore/i.test(node.getAttribute("data-style") ?? "");
const isHidden = (element) =>
  /(?:display:\s*none|mso-hide:\s*all|mso-element:\s*(?:comment|field))/i.test(element.getAttribute("data-style") ?? "");

function weightOf(element, now) {
  const style = element.getAttribute("data-style") ?? "";
  const next = { ...now };
  if (element.tagName === "B" || element.tagName === "STRONG") {
    // Google Docs wraps everything in <b style="font-weight:normal">.
    next.bold = !/font-weight:\s*(?:normal|[1-4]00)/i.test(style);
  }
  if (element.tagName === "I" || element.tagName === "EM") next.italic = !/font-style:\s*normal/i.test(style);
  if (["S", "STRIKE", "DEL"].includes(element.tagName)) next.struck = true;
  if (/font-weight:\s*(?:bold|[6-9]00)/i.test(style)) next.bold = true;
  if (/font-style:\s*italic/i.test(style)) next.italic = true;
  if (/text-decoration[^;]*line-through/i.test(style)) next.struck = true;
  return next;
}

function pieces(node, now, found) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      const text = child.data.replace(/[\s\u00ad\u200b]+/g, (blank) =>
        /[^\u00ad\u200b]/.test(blank) ? " " : "");
      if (text) found.push({ ...now, text });
      continue;
    }
    if (child.nodeType !== Node.ELEMENT_NODE || DROPPED.has(child.tagName.toUpperCase())) continue;
    if (isIgnored(child) || isHidden(child)) continue;
    if (child.tagName === "BR") {
      found.push({ text: "\n" });
      continue;
    }
    const next = weightOf(child, now);
    if (child.tagName === "A") {
      const address = child.getAttribute("href") ?? "";
      if (/^(?:https?:|mailto:)/i.test(address)) next.link = address;
    }
    pieces(child, next, found);
  }
  return found;
}

function inline(node, { plain = false, breaks = true } = {}) {
  const joined = [];
  for (const piece of pieces(node, weightOf(node, {}), [])) {
    const last = joined.at(-1);
    const same = last && ["bold", "italic", "struck", "link"].every((name) => (last[name] ?? "") === (piece[name] ?? ""));
    if (last && last.text !== "\n" && piece.text !== "\n" && (same || !piece.text.trim())) last.text += piece.text;
    else joined.push({ ...piece });
  }
  const text = joined.map((piece) => {
    if (piece.text === "\n") return "\n";
    const core = piece.text.trim();
    if (!core) return piece.text;
    let marked = escapeText(core);
    if (!plain && piece.struck) marked = `~~${marked}~~`;
    if (!plain && piece.bold && piece.italic) marked = `***${marked}***`;
    else if (!plain && piece.bold) marked = `**${marked}**`;
    else if (!plain && piece.italic) marked = `*${marked}*`;
    if (piece.link) marked = `[${marked}](${piece.link.replace(/[()\s]/g, encodeURIComponent).replaceAll("(", "%28").replaceAll(")", "%29")})`;
    return (/^\s/.test(piece.text) ? " " : "") + marked + (/\s$/.test(piece.text) ? " " : "");
  }).join("");
  return text.split("\n").map((line) => line.replace(/ {2,}/g, " ").trim()).filter(Boolean)
    .join(breaks ? "\\\n" : " ");
}

const hasBlocks = (element) =>
  [...element.children].some((child) =>
    /^(?:P|DIV|H[1-6]|UL|OL|TABLE|BLOCKQUOTE|PRE|SECTION|ARTICLE)$/.test(child.tagName) || hasBlocks(child));

function isOrdered(element) {
  const marker = [...element.querySelectorAll("span")].find(isIgnored);
  return /^\s*(?:\d+|[a-z]{1,2}|[ivxlc]+)[.)]/i.test(marker?.textContent ?? "");
}

function list(element, indent, out) {
  const ordered = element.tagName === "OL";
  let count = Number(element.getAttribute("start")) || 1;
  for (const child of element.children) {
    if (child.tagName === "UL" || child.tagName === "OL") {
      // Word Online and Google Docs put the inner list beside the items.
      list(child, indent + (ordered ? 3 : 2), out);
      continue;
    }
    if (child.tagName !== "LI") continue;
    const sign = ordered ? `${count}. ` : "- ";
    count += 1;
    const inner = [...child.querySelectorAll(":scope > ul, :scope > ol")];
    const own = child.cloneNode(true);
    for (const nested of own.querySelectorAll("ul, ol")) nested.remove();
    out.push(`${" ".repeat(indent)}${sign}${inline(own).replace(/\n/g, `\n${" ".repeat(indent + sign.length)}`)}`);
    for (const nested of inner) list(nested, indent + sign.length, out);
  }
}

function table(element, told) {
  const rows = [...element.rows];
  if (rows.length > MAX_TABLE_ROWS) {
    told.rows = Math.max(told.rows ?? 0, rows.length);
    return "";
  }
  if (rows.length === 1 && rows[0].cells.length === 1) return blocks(rows[0].cells[0], told).join("\n\n");
  const held = [];
  const lines = rows.map((row) => {
    const line = [];
    const fill = () => {
      while (held[line.length]?.rows > 0) {
        const above = held[line.length];
        above.rows -= 1;
        line.push(above.text);
      }
    };
    for (const cell of row.cells) {
      fill();
      const text = inline(cell, { breaks: false }).replaceAll("|", "\\|");
      if (cell.rowSpan > 1) held[line.length] = { rows: cell.rowSpan - 1, text };
      line.push(text, ...Array(Math.min(cell.colSpan, 40) - 1).fill(""));
    }
    fill();
    return line;
  });
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  if (!width || !lines.some((line) => line.some(Boolean))) return "";
  const draw = (line) => `| ${[...line, ...Array(width - line.length).fill("")].join(" | ")} |`;
  return [draw(lines[0]), `|${"---|".repeat(width)}`, ...lines.slice(1).map(draw)].join("\n");
}

function blocks(parent, told) {
  const out = [];
  let open = null; // a list of Word: paragraphs that say they are items
  const loose = document.createElement("p");
  const flush = () => {
    const text = escapeStart(inline(loose));
    if (text) out.push(text);
    loose.replaceChildren();
  };
  const close = () => {
    if (open) out.push(open.lines.join("\n"));
    open = null;
  };
  for (const child of [...parent.childNodes]) {
    const isElement = child.nodeType === Node.ELEMENT_NODE;
    const name = isElement ? child.tagName.toUpperCase() : "";
    if (child.nodeType === Node.TEXT_NODE || (isElement && !BLOCKS.has(name)
        && !/^(?:H[1-6]|UL|OL|TABLE|BLOCKQUOTE|PRE|HR)$/.test(name) && !hasBlocks(child))) {
      if (isElement && (DROPPED.has(name) || isHidden(child))) continue;
      if (isElement || child.data.trim()) close();
      loose.append(child.cloneNode(true));
      continue;
    }
    if (!isElement || DROPPED.has(name) || isHidden(child)) continue;
    flush();
    const item = wordList(child);
    if (item) {
      open ??= { lines: [], indents: [], counts: [] };
      const ordered = isOrdered(child);
      open.counts.length = item.level;
      open.indents.length = Math.min(open.indents.length, item.level);
      const indent = open.indents[item.level - 1] ?? (open.lastIndent ?? 0);
      open.indents[item.level - 1] = indent;
      const count = (open.counts[item.level - 1] = (open.counts[item.level - 1] ?? 0) + 1);
      const sign = ordered ? `${count}. ` : "- ";
      open.lastIndent = indent + sign.length;
      open.lines.push(`${" ".repeat(indent)}${sign}${inline(child, { breaks: false })}`);
      continue;
    }
    close();
    if (/^H[1-6]$/.test(name)) {
      const text = inline(child, { plain: true, breaks: false });
      if (text) out.push(`${"#".repeat(Number(name[1]))} ${text}`);
    } else if (name === "UL" || name === "OL") {
      const lines = [];
      list(child, 0, lines);
      if (lines.length) out.push(lines.join("\n"));
    } else if (name === "TABLE") {
      const text = table(child, told);
      if (text) out.push(text);
    } else if (name === "BLOCKQUOTE") {
      const text = blocks(child, told).join("\n\n");
      if (text) out.push(text.replace(/^/gm, "> "));
    } else if (name === "PRE") {
      out.push(`\`\`\`\n${child.textContent.replace(/\n$/, "")}\n\`\`\``);
    } else if (name === "HR") {
      out.push("---");
    } else if (hasBlocks(child)) {
      out.push(...blocks(child, told));
    } else {
      const text = escapeStart(inline(child));
      if (text) out.push(text);
    }
  }
  flush();
  close();
  return out;
}

// Markdown of a piece of HTML; `told.rows` says of a table that is too long and was left out.
export function toMarkdown(html) {
  const told = {};
  // A document that is parsed like this runs nothing and fetches nothing.
  // Styles are read as words, and handlers not at all: both would be refused by the policy of the
  // page, which is told of every attempt.
  const plain = html.replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<script[\s\S]*?<\/script>/gi, "")
    .replace(/<[^<>]+>/g, (tag) => tag.replace(/([\s/"'])(style|on\w+|src|srcset|srcdoc)\s*=/gi,
      (_, before, name) => `${before} data-${name.toLowerCase() === "style" ? "style" : "off"}=`));
  const page = new DOMParser().parseFromString(plain, "text/html");
  return { markdown: blocks(page.body, told).join("\n\n"), told };
}

// Whether HTML of the clipboard holds more than plain words.
export const isRich = (html) =>
  /<(?:h[1-6]|ul|ol|li|table|b|strong|i|em|a)\b|mso-list|font-weight:\s*(?:bold|[6-9]00)/i.test(html);
