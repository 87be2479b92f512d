// The assessor's sheet: one indicator open at a time, saved as it is filled, moved through by key.

import { announce, showSaveState } from "./app.js";
import { Item } from "./assess-item.js";
import { Keeper } from "./assess-keep.js";
import { moveByKey } from "./assess-keys.js";

const sheet = document.querySelector("#sheet");
const summary = document.querySelector("#summary");
const questions = [...sheet.querySelectorAll(".question")];
const all = summary.querySelector("[data-all]");
const keeper = new Keeper(`sheet:${sheet.dataset.keeps}`);
const page = { keeper, open, changed, showStanding, ended: sheet.dataset.ended };
const items = new Map();
let current = null;

/** The row of an indicator, its section's count and the state of the whole after any change. */
function changed(item, detail) {
  showChip(item);
  showAll(detail);
}

function showChip(item) {
  const chip = item.question.querySelector("[data-chip]");
  const { answer } = item.given();
  const bad = item.failed || item.conflicted;
  chip.textContent = answer ? item.inWords({ answer }) : sheet.dataset.empty;
  chip.className = `status status-${bad ? "error" : answer ? "done" : "empty"}`;
  item.form.querySelector("[data-clear]").hidden = !answer;
  const part = item.question.closest("[data-part]");
  const within = [...part.querySelectorAll(".question")].map((one) => items.get(one));
  const done = within.filter((one) => one.given().answer).length;
  document.querySelector(`[data-count="${part.dataset.part}"]`).textContent =
    `${done}/${within.length}`;
}

function showAll(detail) {
  const waiting = [...items.values()].filter((item) => item.unsaved || item.busy);
  const bad = waiting.some((item) => item.failed || item.conflicted);
  const state = !waiting.length ? "saved" : !bad ? "saving" : navigator.onLine ? "failed" : "offline";
  showSaveState(all, state, state === "saved" ? detail : bad ? `(${waiting.length})` : "");
}

function showStanding({ done, total, progress, told }) {
  summary.querySelector("[data-progress]").textContent = progress;
  summary.querySelector("[data-told]").textContent = told;
  const whole = done === total;
  const submit = summary.querySelector("[data-submit]");
  // A sheet from which an answer is taken back is no longer handed in.
  if (!whole) delete submit.dataset.sent;
  const ready = whole && !("sent" in submit.dataset);
  if (ready && submit.hidden) announce(sheet.dataset.done);
  submit.hidden = !ready;
  summary.querySelector("[data-unanswered]").hidden = whole;
}

/** Open one indicator, close the others, and put the keyboard there. */
function open(question, focus = true) {
  for (const other of questions) if (other !== question) other.open = false;
  question.open = true;
  current = question;
  if (!focus) return;
  question.firstElementChild.focus({ preventScroll: true });
  question.scrollIntoView({ block: "start" });
}

function step(by) {
  const at = questions.indexOf(current);
  const next = questions[at < 0 ? 0 : at + by];
  if (next) open(next);
}

function nextUnanswered() {
  const waiting = current && !items.get(current).given().answer;
  // The indicator that stands open but was not entered yet is the next one.
  if (waiting && !current.contains(document.activeElement)) return open(current);
  const at = questions.indexOf(current);
  const turned = [...questions.slice(at + 1), ...questions.slice(0, at + 1)];
  const next = turned.find((question) => !items.get(question).given().answer);
  if (next) return open(next);
  announce(sheet.dataset.done);
  summary.querySelector("[data-submit]:not([hidden]) button")?.focus();
}

function pick(key) {
  const option = current?.querySelector(`form [data-key="${CSS.escape(key)}"]`);
  option?.click();
  return Boolean(option);
}

function listen(item) {
  const { form, question } = item;
  const answers = form.querySelector("fieldset");
  let byHand = false;
  question.firstElementChild.addEventListener("click", (event) => {
    event.preventDefault();
    if (question.open) question.open = false;
    else open(question);
  });
  form.addEventListener("focusin", () => (current = question));
  answers.addEventListener("pointerdown", () => (byHand = true));
  answers.addEventListener("click", () => setTimeout(() => (byHand = false)));
  form.addEventListener("input", (event) => {
    const { name, type } = event.target;
    if (name === "answer" && type !== "radio" && form.elements.not_applicable)
      form.elements.not_applicable.checked = false;
    if (name === "not_applicable" && event.target.checked) form.elements.answer.value = "";
    if (type === "radio" || type === "checkbox") item.save();
    else item.saveSoon();
    // Arrows then move between indicators instead of changing what was just clicked.
    if (type === "radio" && byHand) question.firstElementChild.focus({ preventScroll: true });
  });
  form.addEventListener("focusout", () => item.save());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-clear")) item.fill({ ...item.given(), answer: "" });
    question.firstElementChild.focus({ preventScroll: true });
    item.save();
  });
  form.querySelector("[data-retry]").onclick = () => item.save();
}

function submitWhenSaved(event) {
  const waiting = [...items.values()].filter((item) => item.unsaved || item.busy);
  if (!waiting.length) return;
  event.preventDefault();
  const stuck = waiting.find((item) => item.failed || item.conflicted);
  if (stuck) return open(stuck.question);
  waiting.forEach((item) => item.save());
  setTimeout(() => event.target.requestSubmit(), 1100);
}

/** What an earlier visit could not save is filled in again and sent. */
function restore() {
  for (const item of items.values()) {
    const kept = keeper.of(item.code);
    if (!kept) continue;
    item.fill(kept);
    if (!item.unsaved) keeper.forget(item.code);
    else {
      item.version = kept.version;
      item.save();
    }
  }
}

function begin() {
  // What the server sent back to be settled goes the way it came, by its own buttons.
  const plain = ".question:not([data-typed]) [data-plain]";
  document.querySelectorAll(plain).forEach((part) => (part.hidden = true));
  document.querySelectorAll("[data-scripted]").forEach((part) => (part.hidden = false));
  for (const question of questions) items.set(question, new Item(question, page));
  items.forEach((item) => item.question.matches("[data-typed]") || listen(item));
  current = questions.find((question) => question.open) ?? null;
  summary.querySelector("[data-unanswered]").addEventListener("click", (event) => {
    event.preventDefault();
    nextUnanswered();
  });
  document.querySelectorAll("[data-error-summary] a").forEach((link) => {
    const question = document.querySelector(link.hash)?.closest(".question");
    if (question) link.addEventListener("click", () => open(question));
  });
  summary.querySelector("[data-submit]").addEventListener("submit", submitWhenSaved);
  document.addEventListener("keydown", moveByKey({ pick, step, nextUnanswered, at: () => current }));
  addEventListener("online", () => items.forEach((item) => item.failed && item.save()));
  addEventListener("visibilitychange", () => {
    if (document.hidden) items.forEach((item) => !item.failed && item.save());
  });
  addEventListener("beforeunload", (event) => {
    if ([...items.values()].some((item) => item.unsaved || item.busy)) event.preventDefault();
  });
  restore();
  // Whoever comes back goes on where they left; a new sheet is first seen whole.
  if (current && !location.hash && "begun" in sheet.dataset) current.scrollIntoView();
}

if (sheet.hasAttribute("data-editable")) begin();
