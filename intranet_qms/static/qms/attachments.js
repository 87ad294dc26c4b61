// Files of a draft: sent one after the other with their progress, by choosing or by dropping.
// Without this script the form sends them all at once.

// The list as the server made and escaped it; a parsed document runs no script.
function fill(panel, html) {
  const made = new DOMParser().parseFromString(html, "text/html");
  panel.querySelector("#attached-list").replaceChildren(...made.body.childNodes);
}

function sendOne(url, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("files", file, file.name);
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(request.response);
      else reject(new Error([request.response?.error?.message, request.response?.error?.way_out].filter(Boolean).join(" ")));
    });
    request.addEventListener("error", () => reject(new Error("")));
    request.send(data);
  });
}

function line(list, name) {
  const row = document.createElement("li");
  row.className = "qms-files__row";
  const about = document.createElement("span");
  about.className = "qms-files__about";
  const label = document.createElement("span");
  label.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  about.append(label, bar);
  row.append(about);
  list.append(row);
  return {
    done: (part) => { bar.value = part; },
    gone: () => row.remove(),
    failed: (text) => {
      bar.remove();
      row.classList.add("qms-files__row--bad");
      const told = document.createElement("span");
      told.textContent = text;
      about.append(told);
    },
  };
}

async function sendAll(panel, form, files) {
  const list = panel.querySelector(".qms-files--sending");
  for (const old of list.querySelectorAll(".qms-files__row--bad")) old.remove();
  for (const file of files) {
    const row = line(list, file.name);
    if (file.size > Number(panel.dataset.limit)) {
      row.failed(panel.dataset.wordsLarge);
      continue;
    }
    try {
      const answer = await sendOne(form.action, file, row.done);
      fill(panel, answer.html);
      row.gone();
    } catch (error) {
      row.failed(error.message || panel.dataset.wordsFailed);
    }
  }
}

function build(panel) {
  if (panel.qmsReady) return;
  panel.qmsReady = true;
  const form = panel.querySelector("form.qms-drop");
  const input = form.querySelector("input[type=file]");
  form.querySelector("button").remove();
  const take = (files) => {
    const chosen = [...files];
    input.value = "";
    if (chosen.length) sendAll(panel, form, chosen);
  };
  input.addEventListener("change", () => take(input.files));
  panel.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.add("qms-drop--over");
  });
  panel.addEventListener("dragleave", () => form.classList.remove("qms-drop--over"));
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("qms-drop--over");
    take(event.dataTransfer.files);
  });
  panel.addEventListener("submit", async (event) => {
    const taking = event.target.closest("form[data-qms-take-off]");
    if (!taking) return;
    event.preventDefault();
    const answer = await fetch(taking.action, { method: "POST", headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return taking.submit();
    fill(panel, (await answer.json()).html);
    input.focus();
  });
}

const begin = (root) => root.querySelectorAll("[data-qms-attachments]").forEach(build);
begin(document);
document.addEventListener("htmx:load", (event) => begin(event.target));
