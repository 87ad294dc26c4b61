// Turns <select multiple data-qms-people> into a search box with chips: the combobox pattern of
// the ARIA authoring practices. The select stays in the form and keeps the values; without script
// it is a plain list.

const fold = (text) =>
  text.toLocaleLowerCase().replaceAll("ł", "l").normalize("NFD").replace(/\p{M}/gu, "");

let serial = 0;

function build(select) {
  if (select.dataset.qmsReady) return;
  select.dataset.qmsReady = "1";
  const words = select.dataset;
  const base = `${select.id || "people"}-${(serial += 1)}`;
  const make = (tag, attributes) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const box = make("div", { class: "qms-people" });
  const chosen = make("ul", { class: "qms-people__chosen" });
  const input = make("input", {
    class: "qms-input", type: "text", role: "combobox", autocomplete: "off", id: `${base}-input`,
    "aria-expanded": "false", "aria-controls": `${base}-list`, "aria-autocomplete": "list",
    placeholder: words.wordsSearch,
  });
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  const list = make("ul", { class: "qms-people__list", role: "listbox", id: `${base}-list` });
  list.hidden = true;
  select.after(box);
  box.append(chosen, input, list);
  select.hidden = true;
  select.required = false;
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (label) {
    label.htmlFor = input.id;
    label.id ||= `${base}-label`;
    list.setAttribute("aria-labelledby", label.id);
    chosen.setAttribute("aria-labelledby", label.id);
  }

  let active = -1;
  const changed = () => {
    draw();
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const chip = (option) => {
    const item = make("li", { class: "qms-people__one" });
    item.append(option.text);
    const buttons = [["×", words.wordsRemove, () => { option.selected = false; }]];
    const before = [...select.selectedOptions];
    if ("qmsOrdered" in words && before.indexOf(option) > 0) {
      const previous = before[before.indexOf(option) - 1];
      buttons.unshift(["↑", words.wordsEarlier, () => previous.before(option)]);
    }
    for (const [sign, name, act] of buttons) {
      const button = make("button", { type: "button", "aria-label": `${name}: ${option.text}` });
      button.textContent = sign;
      button.addEventListener("click", () => {
        act();
        changed();
        input.focus();
      });
      item.append(button);
    }
    return item;
  };
  function draw() {
    chosen.replaceChildren(...[...select.selectedOptions].map(chip));
  }
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    const rows = list.querySelectorAll("[role=option]");
    if (!rows.length) return;
    active = (to + rows.length) % rows.length;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
    rows[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", rows[active].id);
  };
  const choose = (option) => {
    option.selected = true;
    if ("qmsOrdered" in words) select.append(option);
    input.value = "";
    changed();
    close();
  };
  function open() {
    const wanted = fold(input.value).split(/\s+/);
    const found = [...select.options].filter((option) =>
      option.value && !option.selected && wanted.every((word) => fold(option.text).includes(word)));
    list.replaceChildren(...found.slice(0, 50).map((option, at) => {
      const row = make("li", { role: "option", id: `${base}-${at}`, "aria-selected": "false" });
      row.textContent = option.text;
      row.addEventListener("mousedown", (event) => event.preventDefault());
      row.addEventListener("click", () => choose(option));
      row.qmsOption = option;
      return row;
    }));
    if (!found.length) {
      const row = make("li", {});
      row.textContent = words.wordsNone;
      list.append(row);
    }
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }
  // The search box is no field of the form: what is typed in it is not kept or sent.
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    open();
    if (input.value) mark(0);
  });
  input.addEventListener("click", () => open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const rows = list.querySelectorAll("[role=option]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === "Enter" && !event.ctrlKey && !list.hidden) {
      event.preventDefault();
      if (rows[active]) choose(rows[active].qmsOption);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      event.preventDefault();
      close();
    } else if (event.key === "Backspace" && !input.value && select.selectedOptions.length) {
      [...select.selectedOptions].at(-1).selected = false;
      changed();
    }
  });
  select.addEventListener("qms:filled", draw);
  draw();
}

const begin = (root) => root.querySelectorAll("select[data-qms-people]").forEach(build);
begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
