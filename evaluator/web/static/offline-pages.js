// Pages that this device may show without a network: only those of whoever is signed in.

import { account, here, tag } from "./offline-wire.js";

const prefix = "luring-halaman-";
const own = `${prefix}${account}`;
const able = "caches" in globalThis;

/** This account is signed in: the worker shows its pages from now on. */
export async function knowAccount() {
  if (!able || (await caches.has(`luring-keluar-${tag}`))) return;
  await (await caches.open("luring-akun")).put(here.offline, new Response(account));
}

/** Forget the pages of everybody else, or of everybody. */
export async function forgetPages(everybody = false) {
  if (!able) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
  const others = names.filter((name) => everybody || name !== own);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** No page of this session is stored any more, not even one that is still on its way. */
export async function shutSession() {
  if (!able) return;
  await caches.open(`luring-keluar-${tag}`);
  await forgetPages(true);
}

/** Fetch a page and store it; false where it is not to be stored, or there is no network. */
export async function storePage(path) {
  if (!able) return false;
  try {
    const answer = await fetch(path, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.headers.get("X-Luring") !== `${account} ${tag}`) return false;
    if (await caches.has(`luring-keluar-${tag}`)) return false;
    await (await caches.open(own)).put(path, answer);
    return true;
  } catch {
    return false;
  }
}

/** The paths of the pages that are stored. */
export async function storedPaths() {
  if (!able || !(await caches.has(own))) return [];
  const requests = await (await caches.open(own)).keys();
  return requests.map((request) => new URL(request.url).pathname);
}

/** Ask which sheets can still be filled, and forget the pages of all others. */
export async function forgetSheets() {
  const held = (await storedPaths()).filter((path) => /\/\d+$/.test(path));
  if (!held.length || !(await storePage(here.offline))) return;
  const list = await (await caches.open(own)).match(here.offline);
  const page = new DOMParser().parseFromString(await list.text(), "text/html");
  const open = [...page.querySelectorAll("[data-sheet]")].map((sheet) => sheet.dataset.sheet);
  for (const path of held)
    if (!open.includes(path)) await (await caches.open(own)).delete(path);
}
