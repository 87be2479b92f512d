// The page of the device: what waits here, and which sheets can be opened without a network.

import { sure } from "./offline-ask.js";
import { here, moment } from "./offline-wire.js";
import * as queue from "./offline-queue.js";
import { storedPaths } from "./offline-pages.js";

const section = document.querySelector("#waiting");
const list = section.querySelector("ul");
const blank = section.querySelector("template").content.firstElementChild;
const sheets = [...document.querySelectorAll("[data-sheet]")];

const sheetOf = (address) => sheets.find((sheet) => address.startsWith(`${sheet.dataset.sheet}/`));

function row(change) {
  const item = blank.cloneNode(true);
  const sheet = sheetOf(change.address);
  const code = decodeURIComponent(change.address.split("/").pop());
  const unit = sheet?.dataset.unit ?? section.dataset.unknown;
  const put = (name, text) => (item.querySelector(`[data-${name}]`).textContent = text);
  put("unit", unit);
  put("code", code);
  put("answer", change.answer || section.dataset.empty);
  put("note", change.note);
  put("when", moment(change.typed));
  put("state", stateOf(change));
  const link = item.querySelector("a");
  link.hidden = !sheet;
  link.href = `${sheet?.dataset.sheet}?buka=${encodeURIComponent(code)}`;
  const drop = item.querySelector("button");
  drop.hidden = !change.status;
  drop.onclick = () => dropAfterAsking(change.address, `${unit} – ${code}`);
  return item;
}

const stateOf = ({ status, reply }) =>
  status === 409 ? section.dataset.clash : status ? (reply.error ?? section.dataset.refused) : section.dataset.waits;

async function dropAfterAsking(address, name) {
  const dialog = document.querySelector("#device-drop");
  dialog.querySelector("[data-name]").textContent = name;
  if (await sure(dialog)) await queue.drop(address);
}

async function show() {
  const changes = await queue.waiting();
  list.replaceChildren(...changes.map(row));
  section.querySelector("[data-none]").hidden = changes.length > 0;
  section.querySelector("[data-send]").hidden = !changes.length;
  const stored = await storedPaths();
  for (const sheet of sheets)
    sheet.querySelector("[data-here]").textContent = stored.includes(sheet.dataset.sheet)
      ? sheet.dataset.stored
      : sheet.dataset.missing;
}

document.querySelector("#not-stored").hidden = location.pathname === here.offline;
document.querySelector("#no-worker").hidden = isSecureContext && "serviceWorker" in navigator;
section.querySelector("[data-send]").onclick = () => queue.retryRefused().catch(() => {});
queue.watch(show);
show();
