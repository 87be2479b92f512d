// The line that says what waits on this device, and the way out that forgets it.

import { sure } from "./offline-ask.js";
import { freshToken, here } from "./offline-wire.js";
import * as queue from "./offline-queue.js";
import { forgetSheets, shutSession, storePage, storedPaths } from "./offline-pages.js";

const line = document.querySelector("#device-line");
const words = line.querySelector("[data-words]");
const asksAfter = 2000; // a save that is acknowledged sooner needs no line
const triesEvery = 30000;

const say = (name, count) => line.dataset[name].replace("{count}", count);

/** The sentence of this moment; "" where everything is with the server. */
function sentence(changes, durable) {
  const stuck = changes.filter((change) => change.status).length;
  const waits = changes.length - stuck;
  const fresh = changes.every((change) => Date.now() - change.typed < asksAfter);
  const parts = [];
  if (queue.stall === "ended") parts.push(say("ended", waits));
  else if (!navigator.onLine || queue.stall === "offline")
    parts.push(waits ? say("offline", waits) : say("quiet", 0));
  else if (waits && queue.stall === "busy") parts.push(say("busy", waits));
  else if (waits && !fresh) parts.push(say("sending", waits));
  if (stuck) parts.push(say("stuck", stuck));
  if (!durable) parts.push(say("memory", 0));
  return parts.join(" · ");
}

async function show() {
  const changes = await queue.waiting();
  const text = sentence(changes, await queue.durable());
  // Said once: a line that is written anew is read out anew.
  if (words.textContent !== text) words.textContent = text;
  line.classList.toggle("shown", Boolean(text));
  const ended = queue.stall === "ended";
  line.querySelector("[data-sign-in]").hidden = !ended;
  line.querySelector("[data-list]").hidden = !changes.length || location.pathname === here.offline;
  if (ended) line.querySelector("[data-sign-in]").href = signInAndBack();
}

/** The sign-in page that leads back to the indicator that stands open. */
function signInAndBack() {
  const open = document.querySelector(".question[open]")?.dataset.code;
  const place = location.pathname + (open ? `?buka=${encodeURIComponent(open)}` : location.search);
  return `${here.signIn}?next=${encodeURIComponent(place)}`;
}

function ask(name, count = 0) {
  const dialog = document.querySelector(`#${name}`);
  for (const place of dialog.querySelectorAll("[data-count]"))
    place.textContent = place.dataset.count.replace("{count}", count);
  return sure(dialog);
}

/** Before the session ends, this device forgets pages and changes; nothing that waits goes unasked. */
async function signOut(event) {
  const form = event.target;
  if (new URL(form.action).pathname !== here.leave) return;
  event.preventDefault();
  if (!navigator.onLine) return ask("device-stay");
  await queue.drain().catch(() => {});
  const count = (await queue.waiting()).length;
  if (count && !(await ask("device-leave", count))) return;
  const signedIn = await freshToken().catch(() => null);
  if (signedIn === null) return ask("device-stay");
  await shutSession();
  await queue.leave();
  // Where the session is over already, signing out could only end somebody else's.
  if (signedIn) form.submit();
  else location.assign(here.signIn);
}

async function install() {
  if (!navigator.serviceWorker) return;
  // A slow line first brings the page.
  if (document.readyState !== "complete")
    await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
  await navigator.serviceWorker.register(here.worker, { scope: "/" });
  await navigator.serviceWorker.ready;
  const paths = await storedPaths();
  const told = document.querySelector(".messages")?.children.length; // said once is enough
  const missing = !paths.includes(location.pathname) || told;
  if ("stored" in here && missing) await storePage(location.pathname);
  for (const path of [here.offline, here.home])
    if (!paths.includes(path)) await storePage(path);
  await contact();
}

const box = document.querySelector("[data-device-sheets]");

/** At every contact the sheets go that cannot be filled any more: closed, or another's now. */
async function contact() {
  await forgetSheets();
  await showSheets();
}

/** How many open sheets this device holds. */
async function showSheets() {
  if (!box || !("caches" in globalThis)) return;
  const open = JSON.parse(box.dataset.open);
  const stored = await storedPaths();
  const count = open.filter((path) => stored.includes(path)).length;
  box.querySelector("[data-words]").textContent = box.dataset.words
    .replace("{count}", count)
    .replace("{total}", open.length);
  box.querySelector("button").hidden = count === open.length;
  box.hidden = !open.length;
}

async function storeSheets() {
  for (const path of JSON.parse(box.dataset.open)) {
    if (!(await storePage(path))) break;
    await showSheets();
  }
}

queue.watch(show);
queue.watch(({ status }) => status === 404 && contact());
document.addEventListener("submit", signOut);
box?.querySelector("button").addEventListener("click", storeSheets);
addEventListener("online", () => queue.drain().catch(() => {}).then(show).then(contact));
addEventListener("offline", show);
setInterval(() => queue.drain().catch(() => {}).then(show), triesEvery);
setInterval(show, asksAfter);
queue.drain().catch(() => {}).then(show);
show();
install().catch(() => {}); // a browser that refuses the worker still keeps what is typed
