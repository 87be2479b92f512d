// The table of units × indicators: filled by key, saved cell by cell, nothing overwritten unseen.

import { announce, showSaveState } from "./app.js";
import { Keeper } from "./assess-keep.js";
import { stateOfAll } from "./assess-saver.js";
import { isBlock, pasteBlock } from "./assess-paste.js";
import { Undo, undoKey } from "./assess-undo.js";
import { Beside } from "./grid-beside.js";
import { Cell } from "./grid-cell.js";
import { Clashes } from "./grid-clash.js";
import { Editor, target, uncover } from "./grid-keys.js";

const table = document.querySelector("#nilai");
const here = document.querySelector("#grid-page");
const summary = document.querySelector("#summary");
const dialog = document.querySelector("#conflict");
const all = summary.querySelector("[data-all]");
const words = JSON.parse(here.dataset.states);

const columns = [...table.tHead.rows[0].cells].slice(1).map((th) => ({
  code: th.dataset.code,
  name: th.querySelector("small").textContent,
  keys: JSON.parse(th.dataset.keys),
  shown: JSON.parse(th.dataset.shown),
  typed: "typed" in th.dataset,
}));
const rows = [...table.tBodies[0].rows];
const cells = new Map();
const keeper = new Keeper();
const clashes = new Clashes(dialog, nameOf, go);
const page = {
  ...{ keeper, changed, filled, faulted, acknowledged, sessionEnded, nameOf },
  clashed: (cell) => clashes.add(cell),
  showStanding() {}, // each row tells how far its own sheet is
};
const beside = new Beside(document.querySelector("#beside"), page);
let current = null; // the td (or the unit's name) that takes part in Tab
let editor = null;
let touched = false; // something was just put into the current cell

const placeOf = (td) => [rows.indexOf(td.parentElement), td.cellIndex - 1];
const editable = (td) => td.tagName === "TD" && !("closed" in td.parentElement.dataset);

function cellAt(td) {
  if (!cells.has(td)) {
    const [, c] = placeOf(td);
    cells.set(td, new Cell(page, td, columns[c], td.parentElement.dataset.sheet));
  }
  return cells.get(td);
}

function nameOf(cell) {
  return `${cell.td.parentElement.cells[0].querySelector("a").textContent}, ${cell.code}`;
}

// ------------------------------------------------------------------------- What the page shows

function changed(cell, detail) {
  const state = cell.td.dataset.state;
  cell.td.setAttribute("aria-description", state ? (words[state] ?? "") : "");
  if (!state) cell.td.removeAttribute("aria-description");
  showAll(detail);
  beside.follow(cell);
}

function showAll(detail) {
  const waiting = [...cells.values()].filter((one) => one.unsaved || one.busy);
  const mend = waiting.filter((one) => one.sentence || one.conflicted);
  const bad = waiting.some((one) => one.failed && !one.sentence);
  const state = stateOfAll(waiting.length, mend.length, bad);
  showSaveState(all, state, state === "saved" ? detail : bad ? `(${waiting.length})` : "");
  const button = summary.querySelector("[data-mend]");
  button.hidden = !mend.length;
  button.textContent = `${mend.length} ${here.dataset.mend}`;
}

function filled(cell) {
  const progress = summary.querySelector("[data-progress]");
  const tds = rows.flatMap((row) => [...row.cells].slice(1));
  const done = tds.filter((td) => (cells.get(td)?.answer ?? td.textContent) !== "").length;
  const said = progress.dataset.words.replace("{done}", done).replace("{total}", tds.length);
  progress.textContent = said;
  beside.follow(cell);
}

function acknowledged(cell, { done, total, version }) {
  cell.td.parentElement.querySelector("[data-row-done]").textContent = `${done}/${total}`;
  summary.querySelector("[data-sign-in]").hidden = true;
  undo.offer(cell.sheet, cell.code, version);
}

function faulted(cell) {
  beside.follow(cell);
  // Whoever is still at the cell is led to the note; whoever went on is not torn away.
  if (cell.sentence && cell.field === "note" && current === cell.td && !editor) beside.askNote(cell);
}

/** The way to sign in leads back to the cell that waits; what was typed stays in the browser. */
function sessionEnded(cell) {
  const link = summary.querySelector("[data-sign-in]");
  const back = new URL(here.dataset.here, location.href);
  back.searchParams.set("buka", `${cell.sheet}-${cell.code}`);
  link.href = `${link.dataset.signIn}?next=${encodeURIComponent(back.pathname + back.search)}`;
  link.hidden = false;
  announce(here.dataset.ended);
}

// ----------------------------------------------------------------------------- Moving, filling

/** Make one cell (or a unit's name) the one that takes part in Tab, and put the keyboard there. */
function go(td, focus = true) {
  const place = td.tagName === "TD" ? td : td.querySelector("a");
  if (current) (current.tagName === "TD" ? current : current.querySelector("a")).tabIndex = -1;
  current = td;
  touched = false;
  place.tabIndex = 0;
  if (focus) {
    place.focus({ preventScroll: true });
    uncover(table, td, summary);
  }
  if (td.tagName === "TD") beside.show(cellAt(td), focus ? 150 : 0);
}

function move(event) {
  const [r, c] = placeOf(current);
  const found = target(event, r, c, rows.length, columns.length);
  if (!found) return false;
  go(rows[found[0]].cells[found[1] + 1]);
  return true;
}

/** What a text means in a cell: a key of its scale, or an answer as it stands. */
const pickOf = (td, text) => cellAt(td).column.keys[text.toLowerCase()] ?? text;

function put(td, answer) {
  cellAt(td).put(answer);
  touched = true;
}

function edit(td, text, byTyping) {
  const cell = cellAt(td);
  const label = `${nameOf(cell)} ${cell.column.name}`;
  editor = new Editor(td, label, text ?? td.textContent, byTyping, (typed) => {
    editor = null;
    if (typed !== null && typed !== cell.inWords(cell)) put(td, pickOf(td, typed));
  });
}

function next() {
  const tds = rows.flatMap((row) => [...row.cells].slice(1));
  const at = tds.indexOf(current);
  const turned = [...tds.slice(at + 1), ...tds.slice(0, at + 1)];
  const found = turned.find((td) => editable(td) && !cellAt(td).answer);
  if (found) go(found);
  else announce(here.dataset.done);
}

/** Tab after filling goes right, as in a spreadsheet; otherwise, and at the edge, it leaves. */
function tab(event) {
  const [r, c] = placeOf(current);
  const to = c + (event.shiftKey ? -1 : 1);
  if (!touched || to < 0 || to >= columns.length) return;
  event.preventDefault();
  go(rows[r].cells[to + 1]);
}

function keyInEditor(event) {
  const { key } = event;
  const leaves = key === "Enter" || key === "Tab" || (editor.byTyping && key.startsWith("Arrow"));
  if (key !== "Escape" && !leaves) return;
  event.preventDefault();
  const td = current;
  editor.close(key !== "Escape");
  td.focus({ preventScroll: true });
  if (key === "Escape") return;
  touched = true;
  if (key === "Tab") tab(event);
  else move(event);
}

function key(event) {
  if (event.target.tagName === "INPUT") return editor && keyInEditor(event);
  const control = event.ctrlKey || event.metaKey;
  if (event.altKey || (control && !["Home", "End"].includes(event.key))) return;
  if (event.key === "Tab") return tab(event);
  if (event.key === "Enter" && current.tagName === "TH") return;
  if (move(event) || act(event)) event.preventDefault();
}

function act({ key: name }) {
  const td = current;
  if (name === "n") return next() ?? true;
  if (td.tagName !== "TD") return false;
  if (name === "c") return beside.askNote(cellAt(td)) ?? true;
  if (!editable(td)) return false;
  const { column } = cellAt(td);
  if (name === "F2") edit(td, null, false);
  else if (name === "Delete" || name === "Backspace") put(td, "");
  else if (name === "Escape") cellAt(td).revert();
  else if (name.toLowerCase() in column.keys) put(td, column.keys[name.toLowerCase()]);
  else if (column.typed && /^[-\d]$/.test(name)) edit(td, name, true);
  else return false;
  return true;
}

// ------------------------------------------------------------------------------ Copy and paste

function paste(event) {
  const text = event.clipboardData.getData("text/plain");
  if (event.target.tagName === "INPUT" || current?.tagName !== "TD" || !text) return;
  event.preventDefault();
  if (!isBlock(text)) return editable(current) && put(current, pickOf(current, text.trim()));
  cells.forEach((cell) => cell.save());
  const place = { baris: current.parentElement.dataset.sheet, kolom: cellAt(current).code };
  pasteBlock(document.querySelector("#paste"), text, place);
}

function copy(event) {
  if (event.target.tagName === "INPUT" || current?.tagName !== "TD" || `${getSelection()}`) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", current.textContent);
}

// --------------------------------------------------------------------------------- Beginnings

const undoButton = summary.querySelector("[data-undo]");
const tdOf = (sheet, code) => {
  const row = rows.find((one) => one.dataset.sheet === String(sheet));
  return row?.cells[columns.findIndex((column) => column.code === code) + 1];
};
const undo = undoButton && new Undo({
  button: undoButton,
  place: summary.querySelector("[data-undo-said]"),
  addressOf: (sheet) => undoButton.dataset.address.replace(/0$/, sheet),
  find: (sheet, code) => tdOf(sheet, code)?.tagName === "TD" && cellAt(tdOf(sheet, code)),
  waits: () => [...cells.values()].some((one) => one.busy || (one.unsaved && !one.failed)),
});

function listen() {
  table.addEventListener("keydown", key);
  table.addEventListener("focusin", ({ target: at }) => {
    const place = at.closest("td, tbody th");
    if (place && place !== current) go(place, false);
  });
  table.addEventListener("click", ({ target: at }) => {
    const td = at.closest("td");
    if (td && at.tagName !== "INPUT") go(td);
  });
  table.addEventListener("dblclick", ({ target: at }) => {
    const td = at.closest("td");
    if (td && editable(td) && !editor) edit(td, null, false);
  });
  document.addEventListener("paste", paste);
  document.addEventListener("copy", copy);
  document.addEventListener("keydown", (event) => {
    if (!undoKey(event) || dialog.open) return;
    event.preventDefault();
    undo.run(undo.last?.sheet ?? current?.parentElement.dataset.sheet);
  });
  addEventListener("online", () => cells.forEach((cell) => cell.failed && !cell.sentence && cell.save()));
  addEventListener("visibilitychange", () => {
    if (document.hidden) cells.forEach((cell) => !cell.failed && cell.save());
  });
  addEventListener("beforeunload", (event) => {
    const waits = [...cells.values()].some((cell) => cell.unsaved || cell.busy);
    if (waits && !keeper.safe) event.preventDefault();
  });
}

/** Where an address or a sign-in leads back to; else the first cell that is empty. */
function firstCell() {
  const asked = new URLSearchParams(location.search).get("buka") ?? "";
  const cut = asked.indexOf("-");
  const found = cut > 0 && tdOf(asked.slice(0, cut), asked.slice(cut + 1));
  if (found?.tagName === "TD") return go(found);
  const tds = rows.flatMap((row) => [...row.cells].slice(1));
  return go(tds.find((td) => editable(td) && !td.textContent) ?? tds[0], false);
}

async function begin() {
  table.setAttribute("role", "grid");
  rows.forEach((row) => (row.cells[0].querySelector("a").tabIndex = -1));
  document.querySelectorAll("[data-scripted]").forEach((part) => (part.hidden = false));
  const more = summary.querySelector("[data-unanswered]");
  more?.addEventListener("click", (event) => {
    event.preventDefault();
    next();
  });
  summary.querySelector("[data-mend]").addEventListener("click", () => {
    const waiting = [...cells.values()].find((one) => one.conflicted || one.sentence);
    if (waiting?.conflicted) return clashes.add(waiting);
    if (waiting) go(waiting.td);
  });
  listen();
  firstCell();
  await keeper.load();
  rows.filter((row) => editable(row.cells[1])).forEach((row) => [...row.cells].slice(1).forEach(cellAt));
  keeper.follow(cells.values());
  cells.forEach((cell) => editable(cell.td) && cell.resume());
}

if (undo) begin();
