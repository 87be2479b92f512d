// The assessor's sheet: one indicator open at a time, saved as it is filled, moved through by key.

import { announce, showSaveState } from "./app.js";
import { Item } from "./assess-item.js";
import { Keeper } from "./assess-keep.js";
import { moveByKey } from "./assess-keys.js";
import { stateOfAll } from "./assess-saver.js";
import { isBlock, pasteBlock } from "./assess-paste.js";
import { Undo, undoKey } from "./assess-undo.js";

const sheet = document.querySelector("#sheet");
const summary = document.querySelector("#summary");
const questions = [...sheet.querySelectorAll(".question[data-code]")];
const all = summary.querySelector("[data-all]");
const keeper = new Keeper();
const { saving, saved, failed, offline } = all?.dataset ?? {};
const page = {
  ...{ keeper, open, changed, showStanding, acknowledged, sessionEnded },
  words: { saving, saved, failed, offline },
};
const items = new Map();
let current = null;
let undo = null;

function acknowledged(item, { version }) {
  undo?.offer(sheet.dataset.sheet, item.code, version);
}

/** The way to sign in leads back to the cell that waits; what was typed stays in the browser. */
function sessionEnded(item) {
  item.fault(sheet.dataset.ended);
  item.sentence = ""; // nothing to mend in what was typed
  const link = summary.querySelector("[data-sign-in]");
  const back = `${location.pathname}?buka=${encodeURIComponent(item.code)}`;
  link.href = `${link.dataset.signIn}?next=${encodeURIComponent(back)}`;
  link.hidden = false;
}

/** The row of an indicator, its section's count and the state of the whole after any change. */
function changed(item, detail) {
  showChip(item);
  showAll(detail);
}

function showChip(item) {
  const chip = item.question.querySelector("[data-chip]");
  const { answer } = item.given();
  const bad = item.conflicted || (item.failed && navigator.onLine);
  const kind = bad ? "error" : item.failed ? "partial" : answer ? "done" : "empty";
  const said = answer ? item.inWords({ answer }) : sheet.dataset.empty;
  chip.textContent = item.sentence ? `${said} – ${sheet.dataset.mend}` : said;
  chip.className = `status status-${kind}`;
  item.form.querySelector("[data-clear]").hidden = !answer;
  const part = item.question.closest("[data-part]");
  const within = [...part.querySelectorAll(".question[data-code]")].map((one) => items.get(one));
  const done = within.filter((one) => one.given().answer).length;
  document.querySelector(`[data-count="${part.dataset.part}"]`).textContent =
    `${done}/${within.length}`;
}

function showAll(detail) {
  const waiting = [...items.values()].filter((item) => item.unsaved || item.busy);
  const mend = waiting.filter((item) => item.sentence);
  const bad = waiting.some((item) => (item.failed && !item.sentence) || item.conflicted);
  const state = stateOfAll(waiting.length, mend.length, bad);
  showSaveState(all, state, state === "saved" ? detail : bad ? `(${waiting.length})` : "");
  const link = summary.querySelector("[data-mend]");
  link.hidden = !mend.length;
  if (mend.length) link.textContent = `${mend[0].code} ${sheet.dataset.mend}`;
  link.onclick = () => open(mend[0].question);
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
  summary.querySelector("[data-sign-in]").hidden = true;
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
async function restore() {
  await keeper.adopt(`sheet:${sheet.dataset.keeps}`, (code) => asked(code)?.address ?? "/");
  await keeper.load();
  keeper.follow(items.values());
  // The newest last: it knows how far the sheet is.
  const at = (item) => keeper.knownOf(item.address)?.at ?? 0;
  [...items.values()].sort((one, other) => at(one) - at(other)).forEach((item) => item.resume());
}

const asked = (code) => items.get(document.getElementById(`i-${code}`));

/** A page from the device opens where its address says, not where it was stored. */
function openAsked() {
  const item = asked(new URLSearchParams(location.search).get("buka"));
  if (item && !item.question.open) open(item.question, false);
}

function offerUndo() {
  undo = new Undo({
    button: summary.querySelector("[data-undo]"),
    place: summary.querySelector("[data-undo-said]"),
    addressOf: () => summary.querySelector("[data-undo]").form.action,
    find: (one, code) => (String(one) === sheet.dataset.sheet ? asked(code) : undefined),
    waits: () => [...items.values()].some((item) => item.busy || (item.unsaved && !item.failed)),
    done: showStanding,
    own: sheet.dataset.sheet,
  });
  document.addEventListener("keydown", (event) => {
    if (!undoKey(event)) return;
    event.preventDefault();
    undo.run(sheet.dataset.sheet);
  });
}

/** A block copied from a spreadsheet runs down the sheet from the indicator that is open. */
function paste(event) {
  const text = event.clipboardData.getData("text/plain");
  if (event.target.matches("textarea, input:not([type=radio])") || !isBlock(text)) return;
  event.preventDefault();
  items.forEach((item) => item.save());
  pasteBlock(document.querySelector("#paste"), text, { kolom: current?.dataset.code ?? "" });
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
    const question = document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest(".question");
    if (question) link.addEventListener("click", () => open(question));
  });
  summary.querySelector("[data-submit]").addEventListener("submit", submitWhenSaved);
  document.addEventListener("keydown", moveByKey({ pick, step, nextUnanswered, at: () => current }));
  document.addEventListener("paste", paste);
  offerUndo();
  addEventListener("online", () => items.forEach((item) => item.failed && item.save()));
  addEventListener("visibilitychange", () => {
    if (document.hidden) items.forEach((item) => !item.failed && item.save());
  });
  addEventListener("beforeunload", (event) => {
    const waits = [...items.values()].some((item) => item.unsaved || item.busy);
    if (waits && !keeper.safe) event.preventDefault();
  });
  openAsked();
  restore();
  // Whoever comes back goes on where they left; a new sheet is first seen whole.
  if (current && !location.hash && "begun" in sheet.dataset) current.scrollIntoView();
}

if (sheet.hasAttribute("data-editable")) begin();
