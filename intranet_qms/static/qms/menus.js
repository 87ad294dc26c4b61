// Dialogs for browsers without invokers, menus that close, and the keys that lead about.

const SHORTCUTS_OFF = "qms-shortcuts-off";

const invokers = "command" in HTMLButtonElement.prototype;
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[commandfor]");
  if (button && !invokers) {
    const dialog = document.getElementById(button.getAttribute("commandfor"));
    if (button.getAttribute("command") === "show-modal") dialog?.showModal();
    else dialog?.close();
  }
  for (const menu of document.querySelectorAll("details[data-qms-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details[data-qms-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.form?.requestSubmit();
    return;
  }
  const writing = event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (localStorage.getItem(SHORTCUTS_OFF)) return;
  const search = document.querySelector("[data-qms-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?") {
    document.getElementById("qms-shortcuts")?.showModal();
  }
});
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-qms-shortcuts]")) return;
  if (event.target.checked) localStorage.removeItem(SHORTCUTS_OFF);
  else localStorage.setItem(SHORTCUTS_OFF, "1");
});

function show(root) {
  for (const box of root.querySelectorAll("[data-qms-shortcuts]")) {
    box.checked = !localStorage.getItem(SHORTCUTS_OFF);
  }
}
show(document);
document.addEventListener("htmx:load", (event) => show(event.target));
