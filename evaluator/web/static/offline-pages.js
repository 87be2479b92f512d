// Pages that this device may show without a network: only those of whoever is signed in.

import { account, tag } from "./offline-wire.js";

const prefix = "luring-halaman-";
const own = `${prefix}${account}`;
const able = "caches" in globalThis;

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

/** Forget one page. */
export const forgetPage = async (path) => (await caches.open(own)).delete(path);
