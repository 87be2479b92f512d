// The editor of a design. The page works without it, by a form for each element.

import { csrfToken } from "./app.js";
import { Model } from "./designer-model.js";
import { Panel } from "./designer-panel.js";
import { Stage } from "./designer-stage.js";

const form = document.querySelector("[data-designer]");
const at = (name) => form.querySelector(`[data-${name}]`);
const words = JSON.parse(form.dataset.words);
const questions = JSON.parse(form.dataset.questions);
const fields = JSON.parse(form.dataset.fields);
const field = form.elements.content;
const version = form.elements.version;
const state = at("state");

/** What an element is called for people. */
function called(name) {
  return questions.names[name] ?? name;
}

const model = new Model(JSON.parse(field.value));
const stage = new Stage(at("stage"), model, {
  kinds: questions.kinds,
  called,
  snaps: () => at("snap").checked,
  grid: () => Number(at("grid").value),
  settled: () => look(0),
});
const panel = new Panel(at("panel"), model, { questions, fields, words, upload, called });

// The fonts that print, so that what is seen is what is printed.
const FONTS = [
  "NotoSerifDisplay-Bold", "NotoSerif-Regular", "NotoSerif-Bold", "NotoSerif-Italic",
  "NotoSans-Regular", "NotoSans-Bold",
];
for (const name of FONTS) {
  const weight = name.endsWith("Bold") ? "700" : "400";
  const face = new FontFace(name, `url(${form.dataset.fonts.replace("NAMA", name)})`, { weight });
  face.load().then((loaded) => document.fonts.add(loaded), () => {});
}

let waiting = 0;
let asked = 0;

/** Ask the server for the drawing of what is there now, soon. */
function look(delay = 180) {
  clearTimeout(waiting);
  waiting = setTimeout(ask, delay);
}

async function ask() {
  const number = (asked += 1);
  const body = JSON.stringify({ content: JSON.stringify(model.content) });
  const address = new URL(form.dataset.look, location.href);
  address.searchParams.set("contoh", at("sample").value);
  address.searchParams.set("bahasa", at("language").value);
  let answer;
  try {
    answer = await (await fetch(address, { method: "POST", headers: headers(), body })).json();
  } catch {
    return;
  }
  if (number !== asked) return; // a later one is on its way
  if (answer.svg) stage.show(answer.svg);
  stage.faults = answer.faults ?? {};
  stage.draw();
  const told = Object.entries(stage.faults).map(([name, sentence]) => `${called(name)}: ${sentence}`);
  const box = document.querySelector("[data-faults]");
  const lines = [...(answer.problem ? [answer.problem] : []), ...told].map((sentence) => {
    const line = document.createElement("p");
    line.className = "field-error";
    line.textContent = sentence;
    return line;
  });
  box.replaceChildren(...lines);
}

const headers = () => ({
  "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken(),
});

function drawList() {
  const list = at("list");
  const rows = [...model.content.elements].reverse().map((one) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${called(one.name)} · ${questions.kinds[one.kind]}`;
    button.setAttribute("aria-pressed", model.chosen.has(one.name));
    button.addEventListener("click", (event) => {
      model.choose(one.name, event.shiftKey);
      list.querySelectorAll("button")[rows.findIndex((row) => row.firstChild.textContent === button.textContent)]?.focus();
    });
    const row = document.createElement("li");
    row.append(button);
    return row;
  });
  list.replaceChildren(...rows);
}

function say(sentence) {
  state.textContent = sentence;
}

async function save() {
  const body = JSON.stringify({ content: JSON.stringify(model.content), version: version.value });
  const sent = JSON.stringify(model.content);
  let answer;
  try {
    answer = await (await fetch(form.action, { method: "POST", headers: headers(), body })).json();
  } catch {
    say(words.failed);
    return;
  }
  // After a conflict the version is the stored one: the next save is deliberate.
  if (answer.version) version.value = answer.version;
  if (answer.problem) return say(`${words.failed}: ${answer.problem}`);
  model.kept = sent;
  say(words.saved);
}

async function upload(file) {
  const body = new FormData();
  body.set("file", file);
  body.set("version", version.value);
  const sent = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
  const reply = await fetch(form.dataset.upload, { method: "POST", headers: sent, body });
  const answer = await reply.json();
  if (answer.problem) return say(answer.problem);
  version.value = answer.version;
  const one = model.selected[0];
  model.change("", (content) => {
    content.library = [...new Set([...(content.library ?? []), answer.digest])];
    if (one?.kind === "picture") model.find(one.name).source = answer.digest;
  });
  panel.draw();
}

const acts = {
  undo: () => model.undo(),
  redo: () => model.redo(),
  copy: () => model.duplicate(),
  remove: () => model.remove(),
  raise: () => model.reorder(1),
  lower: () => model.reorder(-1),
};

function byKey(event) {
  const typing = event.target.matches?.("input, textarea, select");
  const act = { z: event.shiftKey ? "redo" : "undo", y: "redo", d: "copy" }[event.key.toLowerCase()];
  if (!(event.ctrlKey || event.metaKey)) return;
  if (event.key.toLowerCase() === "s") save();
  else if (act && !typing) acts[act]();
  else return;
  event.preventDefault();
}

function zoom() {
  const factor = Number(at("zoom").value);
  const [wide, high] = model.extent;
  const { style } = at("stage");
  style.width = factor ? `${(wide / 25.4) * 96 * factor}px` : "";
  style.maxWidth = factor ? "" : `${(78 * wide) / high}vh`; // all of it in sight
}

model.listen((what) => {
  if (what === "content") {
    field.value = JSON.stringify(model.content);
    say(model.changed ? words.changed : "");
    look();
    panel.refresh();
  } else {
    panel.draw();
  }
  stage.draw();
  drawList();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act], [data-align]");
  if (button?.dataset.act) acts[button.dataset.act]();
  if (button?.dataset.align) model.align(button.dataset.align);
});
form.addEventListener("submit", (event) => {
  field.value = JSON.stringify(model.content);
  if (event.submitter?.formTarget === "_blank") return;
  event.preventDefault();
  save();
});
form.addEventListener("keydown", (event) => {
  // Enter in a field of the panel changes it; it does not send the form.
  if (event.key === "Enter" && event.target.matches("input, select")) {
    event.preventDefault();
    event.target.dispatchEvent(new Event("change"));
  }
});
document.addEventListener("keydown", byKey);
at("add").addEventListener("change", (event) => {
  if (event.target.value) model.add(event.target.value);
  event.target.value = "";
});
at("zoom").addEventListener("change", zoom);
for (const name of ["sample", "language"]) at(name).addEventListener("change", () => look(0));
addEventListener("beforeunload", (event) => model.changed && event.preventDefault());

document.querySelector("[data-plain]").hidden = true;
for (const node of form.querySelectorAll("[data-scripted]")) node.hidden = false;
zoom();
stage.draw();
drawList();
panel.draw();
look(0);
