// Steps from change to change, by two buttons or the keys j and k. Without it the page is read on.

const SHORTCUTS_OFF = "qms-shortcuts-off";

function begin() {
  const bar = document.querySelector("[data-qms-steps]");
  if (!bar || bar.dataset.ready) return;
  bar.dataset.ready = "1";
  bar.hidden = false;
  const told = bar.querySelector("[role=status]");
  const places = () => [...document.querySelectorAll("[data-qms-change]")];
  let at = -1;

  function step(by) {
    const all = places();
    if (!all.length) return;
    at = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    all[at].scrollIntoView({ block: "center", behavior: reduced ? "auto" : "smooth" });
    all[at].focus({ preventScroll: true });
    told.textContent = told.dataset.words.replace("{at}", at + 1).replace("{all}", all.length);
  }

  for (const button of bar.querySelectorAll("button")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !bar.isConnected) return;
    if (localStorage.getItem(SHORTCUTS_OFF)) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
}

begin();
document.addEventListener("htmx:afterSettle", begin);
