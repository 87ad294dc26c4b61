// On the page of two texts: choose one side everywhere at once.

document.addEventListener("click", (event) => {
  const side = event.target.closest?.("[data-qms-everywhere] button[data-side]")?.dataset.side;
  if (!side) return;
  for (const choice of document.querySelectorAll(`.qms-conflict input[value="${side}"]`)) {
    choice.checked = true;
  }
});

// What the browser kept of the editor is in this form now: it must not come back over the result.
document.addEventListener("submit", (event) => {
  const name = event.target.dataset?.qmsKept;
  if (!name) return;
  sessionStorage.removeItem(`qms-kept:${name}`);
  sessionStorage.removeItem(`qms-kept-version:${name}`);
});

const begin = (root) => {
  for (const bar of root.querySelectorAll("[data-qms-everywhere]")) bar.hidden = false;
};
begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
