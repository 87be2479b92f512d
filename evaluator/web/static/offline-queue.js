// Changes that wait for the server: kept per account, sent in order, one at a time, by one tab.

import { account, here, moment, send } from "./offline-wire.js";
import { openStore } from "./offline-store.js";

const draftRest = 10000; // a text still being typed is sent by its own page, or after this
const opened = openStore(account);
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("luring") : null;
const watchers = new Set();
const waiters = new Map(); // address -> those who wait for the answer
const seen = new Map(); // address -> the mark of the waiting change that this page knows

/** What keeps changes from leaving: "", "offline", "ended" (the session) or "busy" (the server). */
export let stall = "";

const same = (one, other) => one.answer === other.answer && one.note === other.note;

/** Call with every event of the queue; most name the `address` and what became of it. */
export const watch = (watcher) => watchers.add(watcher);

function tell(event) {
  watchers.forEach((watcher) => watcher(event));
}

function tellAll(event) {
  channel?.postMessage({ ...event, account });
  tell(event);
}

/** Everything that waits, the oldest first. */
export async function waiting() {
  const found = await (await opened).all("waiting");
  return found.sort((one, other) => one.at - other.at || one.turn - other.turn);
}

/** What the server acknowledged last, by address, since these pages were stored. */
export const known = async () => (await opened).all("known");

/** Cells of which a change left and no answer came: the server may or may not hold it. */
export const unsure = new Set();

/** Whether what waits outlives this page. */
export const durable = async () => (await opened).durable;

let turn = 0;

/**
 * Keep one change until it is acknowledged; a later one of the same cell takes its place.
 * What another tab left there and this page has not shown is not replaced, and comes back.
 */
export async function keep(address, { answer, note, version }, draft) {
  const mark = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const given = { answer, note };
  if (left) return null;
  let refused = null;
  let news = false;
  const change = await (await opened).change("waiting", address, (old) => {
    const equal = old && same(old, given);
    refused = old && !equal && old.mark !== seen.get(address) ? old : null;
    news = !refused && !equal;
    if (refused) return old;
    // Set at once: the next letter typed must find it.
    seen.set(address, news ? mark : old.mark);
    return following(old, { address, ...given, version, draft, mark: news ? mark : old.mark });
  });
  if (news) tellAll({ kind: "kept", address, change });
  return refused;
}

/** A change that takes the place of the one that waited, if any: its turn stays, and what was sent. */
function following(old, { version, draft, ...change }) {
  return {
    ...change,
    account,
    version: Math.max(Number(version), old?.version ?? 0),
    draft: draft && (old?.draft ?? true),
    at: old?.at ?? Date.now(),
    turn: old?.turn ?? turn++,
    typed: Date.now(),
    sent: old?.sent ?? [],
  };
}

/** This page shows what waits there. */
export function show(change) {
  seen.set(change.address, change.mark);
  if (change.sent.length) unsure.add(change.address);
}

/** Nothing of this page waits there any more; what another tab put there goes on waiting. */
export async function forget(address) {
  const mine = seen.get(address);
  await (await opened).change("waiting", address, (old) => (old && old.mark !== mine ? old : null));
  unsure.delete(address);
  tellAll({ kind: "forgotten", address });
}

let left = false;

/** Forget everything of this account on this device; nothing is kept here from now on. */
export async function leave() {
  left = true;
  await (await opened).clear();
  channel?.postMessage({ kind: "left", account });
}

/** Let what the server refused try again. */
export async function retryRefused() {
  for (const { address, status } of await waiting())
    if (status && status !== 409)
      await (await opened).change("waiting", address, (old) => old && { ...old, status: 0, reply: null });
  return drain();
}

/** Give up what waits at an address, whoever typed it. */
export async function drop(address) {
  await (await opened).change("waiting", address, () => null);
  unsure.delete(address);
  tellAll({ kind: "forgotten", address });
}

/** Keep what the server holds for pages that were stored before. */
export const remember = async (address, reply) =>
  (await opened).change("known", address, () => ({ ...reply, address, at: Date.now() }));

/** What the server is known to hold is forgotten: the page itself shows it now. */
export const forgetKnown = async (address) => (await opened).change("known", address, () => null);

/** Keep a change and send it in its turn; an answer comes back, a network that fails is an error. */
export async function post(address, values) {
  let refused = null;
  try {
    refused = await keep(address, values, false);
  } catch {
    return send(address, values); // a full device: nothing can wait here
  }
  if (refused) return { status: 409, reply: { stored: waitingHere(refused) } };
  const answer = new Promise((resolve, reject) => {
    waiters.set(address, [...(waiters.get(address) ?? []), { resolve, reject }]);
  });
  drain();
  return answer;
}

/** A change of another tab of this browser in the shape of a stored one. */
const waitingHere = (change) => ({
  ...change,
  shown: change.answer,
  clock: moment(change.typed),
  author: here.elsewhere,
  waiting: change,
});

let draining = null;
let again = false;

/** Send what waits; one tab at a time does. */
export async function drain() {
  if (draining) {
    again = true;
    return draining;
  }
  draining = locked(drainOnce).finally(() => (draining = null));
  await draining;
  if (again && !stall) {
    again = false;
    return drain();
  }
  again = false;
}

// Without locks (an address without https) each tab sends; the server keeps one of two equals.
const locked = (work) =>
  navigator.locks ? navigator.locks.request(`luring-${account}`, work) : work();

const mayLeave = (change) => !change.status && (!change.draft || Date.now() - change.typed > draftRest);

async function drainOnce() {
  const changes = (await waiting()).filter(mayLeave);
  let stopped = "";
  for (const { address } of changes) {
    stopped = await deliver(address);
    if (stopped) break;
  }
  if (stopped !== stall) {
    stall = stopped;
    tellAll({ kind: "stall", stall });
  }
  const everybody = [...waiters.keys()];
  if (stopped === "ended") release(everybody, null, { status: 401, reply: {} });
  else if (stopped) release(everybody, new Error(stopped));
  else leaveNobodyWaiting();
}

/** Send one change; what keeps it from leaving comes back, or "". */
async function deliver(address) {
  const store = await opened;
  const change = await store.change("waiting", address, (old) => {
    if (!old || !mayLeave(old)) return old;
    // Remembered before it leaves: an answer that gets lost must not look like somebody else's.
    return { ...old, sent: [...old.sent.filter((one) => !same(one, old)), { answer: old.answer, note: old.note }] };
  });
  if (!change || !mayLeave(change)) return "";
  let result;
  try {
    result = await send(address, { answer: change.answer, note: change.note, version: change.version });
  } catch {
    unsure.add(address);
    tellAll({ kind: "unsure", address });
    return "offline";
  }
  return settle(change, result);
}

async function settle(change, { status, reply }) {
  const store = await opened;
  const { address } = change;
  const put = (next) =>
    store.change("waiting", address, (now) => (now ? next(now, now.mark === change.mark) : null));
  if (status === 409 && isOurs(change, reply.stored)) {
    await put((now) => ({ ...now, version: reply.stored.version, sent: [] }));
    return deliver(address);
  }
  if (status === 401) return "ended";
  unsure.delete(address);
  if (status === 429 || status >= 500) {
    answerAll(change, status, reply);
    return "busy";
  }
  if (status < 300) {
    await remember(address, reply);
    await put((now, unchanged) => (unchanged ? null : { ...now, version: reply.version, sent: [] }));
  } else await put((now, unchanged) => (unchanged ? { ...now, status, reply, sent: [] } : now));
  answerAll(change, status, reply);
  return "";
}

/** Whether a stored value is one that this device sent and whose acknowledgement got lost. */
function isOurs(change, stored) {
  const plain = ({ answer, note }) => [answer.replace(/\s/g, "").replace(",", "."), note.trim()].join("\n");
  const next = stored.version === change.version + 1;
  return next && change.sent.some((one) => plain(one) === plain(stored));
}

function answerAll({ address, answer, note, mark }, status, reply) {
  release([address], null, { status, reply });
  tellAll({ kind: "answered", address, sent: { answer, note, mark }, status, reply });
}

function release(addresses, problem, answer) {
  for (const address of addresses) {
    const found = waiters.get(address) ?? [];
    waiters.delete(address);
    found.forEach(({ resolve, reject }) => (problem ? reject(problem) : resolve(answer)));
  }
}

/** What another tab sent is answered by that tab; should it be gone, the page asks again. */
function leaveNobodyWaiting() {
  const stuck = new Map(waiters);
  if (!stuck.size) return;
  setTimeout(() => {
    for (const [address, those] of stuck)
      if (waiters.get(address) === those) release([address], new Error("unanswered"));
  }, 1000);
}

channel?.addEventListener("message", ({ data }) => {
  if (data.account !== account) return;
  if (data.kind === "left") {
    left = true;
    location.replace(here.signIn);
  }
  if (data.kind === "stall") stall = data.stall;
  if (data.kind === "unsure") unsure.add(data.address);
  if (data.kind === "answered") unsure.delete(data.address);
  if (data.kind === "answered") release([data.address], null, data);
  tell({ ...data, elsewhere: true });
});
