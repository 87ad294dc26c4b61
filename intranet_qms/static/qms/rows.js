// Rows of a field (chapters, inputs, indicators …) that are added, moved and taken away in the page.
// The buttons are submit buttons: without this module the server does the same and answers with
// the form. Alt+Up and Alt+Down move the row in which one writes.

const rowsOf = (box) => [...box.querySelector("[data-qms-row-list]").children];

function say(box, text, undo) {
  const status = box.querySelector(".qms-rows__status");
  status.textContent = text;
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "qms-button qms-button--quiet";
  button.textContent = box.dataset.wordsUndo;
  button.addEventListener("click", () => {
    undo();
    status.textContent = "";
  });
  status.append(" ", button);
}

function changed(box) {
  // The numbers in the buttons' values are for browsers without script; kept right all the same.
  rowsOf(box).forEach((row, index) => {
    for (const button of row.querySelectorAll("[data-qms-act]")) {
      button.value = button.value.replace(/:\d+:/, `:${index}:`);
    }
  });
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function firstInput(row) {
  return row?.querySelector("input, textarea");
}

function add(box) {
  const row = box.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-qms-row-list]").append(row);
  // As for anything that comes into the page later: its text gets the editor's bar.
  row.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  changed(box);
  say(box, box.dataset.wordsAdded);
  firstInput(row).focus();
}

function move(box, row, step, focused) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  changed(box);
  focused?.focus();
  const rows = rowsOf(box);
  say(box, box.dataset.wordsMoved
    .replace("{place}", rows.indexOf(row) + 1).replace("{count}", rows.length));
}

function remove(box, row) {
  const next = row.nextElementSibling;
  const list = row.parentElement;
  row.remove();
  changed(box);
  (firstInput(next ?? list.lastElementChild) ?? box.querySelector("[data-qms-act=add]")).focus();
  say(box, box.dataset.wordsRemoved, () => {
    if (next?.isConnected) next.before(row);
    else list.append(row);
    changed(box);
    firstInput(row).focus();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-qms-act]");
  const box = button?.closest("[data-qms-rows]");
  if (!box) return;
  event.preventDefault();
  const row = button.closest("[data-qms-row]");
  const act = button.dataset.qmsAct;
  if (act === "add") add(box);
  else if (act === "remove") remove(box, row);
  else move(box, row, act === "up" ? -1 : 1, button);
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const row = event.target.closest?.("[data-qms-row]");
  const box = row?.closest("[data-qms-rows]");
  if (!box) return;
  event.preventDefault();
  move(box, row, event.key === "ArrowUp" ? -1 : 1, event.target);
});

// Enter in a row would press the first submit button of the form; people mean "next".
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
  const row = event.target.closest("[data-qms-row]");
  if (!row) return;
  event.preventDefault();
  const inputs = [...row.querySelectorAll("input, textarea")];
  const next = inputs[inputs.indexOf(event.target) + 1];
  const below = firstInput(row.nextElementSibling);
  if (next) next.focus();
  else if (below) below.focus();
  else add(row.closest("[data-qms-rows]"));
});
