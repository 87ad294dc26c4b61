// The form of a new document: the code follows the unit and the process until somebody writes one.

async function follow(form) {
  const field = form.querySelector("[data-qms-next-code]");
  if (field.dataset.own) return;
  const asked = new URLSearchParams();
  for (const name of ["kind", "owner_unit", "process_type"]) {
    asked.set(name, form.elements.namedItem(name)?.value ?? "");
  }
  try {
    const answer = await fetch(`${field.dataset.qmsNextCode}?${asked}`, { credentials: "same-origin" });
    if (answer.ok && !field.dataset.own) field.value = await answer.text();
  } catch {
    // Without the network the code is given when the document is begun.
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.querySelector("[data-qms-next-code]")) return;
  if (event.target.name === "owner_unit" || event.target.name === "process_type") follow(form);
});

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-qms-next-code]")) return;
  // Emptied again, it follows again.
  if (event.target.value) event.target.dataset.own = "1";
  else delete event.target.dataset.own;
});
