// What every page shares. Each page works without it; this only shortens the way.

import "./offline-copies.js";

const region = document.querySelector("#announcements");

/** Say a sentence to people who listen to the page instead of looking at it. */
export function announce(sentence) {
  if (region) region.textContent = sentence;
}

/** The token that a script sends as the header X-CSRFToken with every change. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

const saveWords = (line) => ({
  saving: line.dataset.saving,
  saved: line.dataset.saved,
  failed: line.dataset.failed,
  offline: line.dataset.offline,
  idle: "",
});

/** Show how a save stands: idle, saving, saved, failed or offline; `detail` follows the words. */
export function showSaveState(line, state, detail = "") {
  line.dataset.state = state;
  line.querySelector("[data-words]").textContent = `${saveWords(line)[state]} ${detail}`.trim();
}

function focusErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  const prefix = summary.dataset.errorSummary;
  if (!document.title.startsWith(prefix)) document.title = `${prefix} ${document.title}`;
  summary.focus();
}

function focusLinkedField(event) {
  const link = event.target.closest?.("[data-error-summary] a");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus();
}

// A change of language loads the page anew, so what was typed waits in the tab meanwhile.
const typedKey = `typed:${location.pathname}`;
const secret = new Set(["password", "file", "hidden", "submit", "button"]);
const typedFields = () =>
  [...document.querySelectorAll("main input[name], main select[name], main textarea[name]")].filter(
    (field) => !secret.has(field.type) && !field.readOnly,
  );

function keepTyped(event) {
  if (!event.target.matches?.("[data-language]")) return;
  const kept = typedFields().map((field) => [
    field.name,
    field.value,
    field.type === "checkbox" || field.type === "radio" ? field.checked : null,
  ]);
  sessionStorage.setItem(typedKey, JSON.stringify(kept));
}

function restoreTyped() {
  const kept = sessionStorage.getItem(typedKey);
  if (!kept) return;
  sessionStorage.removeItem(typedKey);
  const waiting = JSON.parse(kept);
  for (const field of typedFields()) {
    const choice = field.type === "checkbox" || field.type === "radio";
    const at = waiting.findIndex(
      ([name, value, on]) => name === field.name && (on === null || value === field.value),
    );
    if (at < 0) continue;
    const [[, value, on]] = waiting.splice(at, 1);
    if (choice) field.checked = on;
    else field.value = value;
  }
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const escaped = event.type === "keydown" && event.key === "Escape";
    if (escaped) menu.querySelector("summary").focus();
    if (escaped || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  }
}

// A second click within a second is a slip of the hand, not a second order.
const sent = new WeakMap();
function ignoreDoubleClick(event) {
  const last = sent.get(event.target);
  if (last && event.timeStamp - last < 1000) event.preventDefault();
  else sent.set(event.target, event.timeStamp);
}

function watchUnsaved(form) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => changed && event.preventDefault());
}

function chooseLevelByKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]), textarea, select")) return;
  const groups = document.querySelectorAll("fieldset[data-keys]:not(:disabled)");
  const group = event.target.closest("fieldset[data-keys]") ?? (groups.length === 1 && groups[0]);
  if (!group) return;
  const radio = [...group.querySelectorAll("input[type=radio]:not(:disabled)")].find(
    (one) => one.value.toLowerCase() === event.key.toLowerCase(),
  );
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  radio.click();
}

// On a phone each row of the navigation is wider than the page.
function showWhereWeAre() {
  for (const here of document.querySelectorAll(".navigation [aria-current]")) {
    const list = here.closest("ul");
    list.scrollLeft = here.offsetLeft - list.offsetLeft - 48;
  }
}

document.addEventListener("click", focusLinkedField);
document.addEventListener("click", closeMenus);
document.addEventListener("click", (event) => event.target.closest("[data-print]") && print());
document.addEventListener("keydown", closeMenus);
document.addEventListener("keydown", chooseLevelByKey);
document.addEventListener("submit", keepTyped);
document.addEventListener("submit", ignoreDoubleClick);
document.querySelectorAll("form[data-unsaved]").forEach(watchUnsaved);
showWhereWeAre();
restoreTyped();
focusErrors();
