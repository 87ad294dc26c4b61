// A button beside each paragraph that fills in the form of remarks, so that nobody has to look for
// the paragraph in a list. Without it the list is there.

function begin() {
  const form = document.querySelector("[data-qms-remarks]");
  const text = document.querySelector(".qms-prose");
  if (!form || !text || form.dataset.ready) return;
  form.dataset.ready = "1";
  const counts = new Map();
  for (const thread of document.querySelectorAll("[data-qms-remark]")) {
    const key = thread.dataset.qmsRemark;
    if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const choice = form.querySelector("select[name=paragraph]");
  const sprite = document.querySelector("#remarks use, .qms-icon use")?.getAttribute("href")?.split("#")[0];
  for (const option of choice.options) {
    const paragraph = option.value && document.getElementById(`p-${option.value}`);
    if (!paragraph) continue;
    // Nothing but rows may stand in a table: its button goes behind it.
    const place = /^(TABLE|UL|OL|HR)$/.test(paragraph.tagName) ? null : paragraph;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "qms-remark-button";
    const count = counts.get(option.value);
    if (count) button.dataset.count = count;
    if (sprite) {
      const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      icon.setAttribute("class", "qms-icon");
      icon.setAttribute("aria-hidden", "true");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      use.setAttribute("href", `${sprite}#comment`);
      icon.append(use);
      button.append(icon);
    }
    const words = document.createElement("span");
    words.className = count ? "" : "qms-hidden";
    words.textContent = count ? String(count) : form.dataset.words;
    button.append(words);
    button.setAttribute("aria-label", `${form.dataset.words}${count ? ` (${count})` : ""}`);
    button.addEventListener("click", () => {
      choice.value = option.value;
      const field = form.querySelector("textarea");
      form.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
    if (place) place.append(button);
    else paragraph.after(button);
  }
}

begin();
document.addEventListener("htmx:afterSettle", begin);
