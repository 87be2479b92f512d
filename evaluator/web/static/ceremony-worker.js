// Keeps the projector's page on its computer, so that it can be loaded anew without a network.
// Nothing is kept longer than a day, nothing once the server no longer shows the page, and nothing
// for anybody but the session that it was kept in.

const copies = "panggung-"; // then account and session
const whose = "luring-akun"; // who was signed in at the last contact; "-": nobody
const offline = new URL("../luring/", registration.scope).pathname;
const longest = 24 * 3600 * 1000;
const patience = 4000; // milliseconds, then a kept page is better than none
const screens = /\/panggung\/\d+\/layar$/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const { page, files } = event.data ?? {};
  if (page) event.waitUntil(keepAll([page, ...files]).catch(() => {}));
});

async function keepAll([page, ...files]) {
  const own = await keepPage(page, await fetch(page, { cache: "reload" }));
  if (!own) return;
  const wanted = files.filter((address) => new URL(address).origin === location.origin);
  const keep = async (address) => {
    const answer = await fetch(address, { cache: "reload" });
    if (answer.ok && !answer.redirected && (await caches.has(own))) await put(await caches.open(own), address, answer);
  };
  await Promise.allSettled(wanted.map(keep));
}

/** Keep the page for whoever it was made for, and nobody else's any more; gives the copy's name. */
async function keepPage(address, answer) {
  const [account, session] = (answer.headers.get("X-Luring-Akun") ?? "-").split(" ");
  if (!answer.ok || answer.redirected || !session) return null;
  const own = `${copies}${account}-${session}`;
  await forget(own);
  await (await caches.open(whose)).put(offline, new Response(account));
  await put(await caches.open(own), address, answer);
  return own;
}

async function forget(own = "") {
  for (const name of await caches.keys()) if (name.startsWith(copies) && name !== own) await caches.delete(name);
}

/** A copy that knows when it was taken. */
async function put(cache, address, answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-Disimpan", String(Date.now()));
  await cache.put(address, new Response(await answer.blob(), { status: 200, headers }));
}

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") {
    if (screens.test(pathname)) event.respondWith(page(event.request));
  } else if (pathname.startsWith("/static/") || (search && /\/gambar\/\d+\.png$/.test(pathname))) event.respondWith(file(event.request));
});

async function page(request) {
  const late = new Promise((resolve) => setTimeout(resolve, patience, null));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer === null) return (await kept(request)) ?? (await fetch(request));
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) await forget();
    else await keepPage(request.url, answer.clone()).catch(() => {}); // a full store costs only the copy
    return answer;
  } catch {
    return (await kept(request)) ?? apart();
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const found = await kept(request);
    if (found) return found;
    throw problem;
  }
}

/** What was kept for whoever is signed in; null where that is nothing, or somebody else's. */
async function kept(request) {
  const account = await (await (await caches.open(whose)).match(offline))?.text();
  const own = (await caches.keys()).find((name) => name.startsWith(`${copies}${account}-`));
  if (!own) return null;
  const found = await (await caches.open(own)).match(request, { ignoreSearch: request.url.includes("/static/"), ignoreVary: true });
  if (!found) return null;
  return Date.now() - Number(found.headers.get("X-Disimpan")) < longest ? found : null;
}

const apart = () =>
  new Response("Tidak ada sambungan ke server, dan layar belum tersimpan di komputer ini.\n", {
    status: 503,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
