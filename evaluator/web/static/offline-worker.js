// Shows stored pages where there is no network. The server puts `build` before this text:
// {version, files, static, logo, offline}.

const shell = `luring-isi-${build.version}`;
const pages = "luring-halaman-";
const whose = "luring-akun"; // who was signed in at the last contact; "-": nobody
const patience = 6000; // milliseconds, then a stored page is better than none

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll(build.files)));
});

addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("luring-isi-") && name !== shell);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(build.static) || pathname.startsWith(build.logo))
    event.respondWith(file(event.request));
  else if (mode === "navigate") page(event, pathname);
});

/** A file named by its content never changes; any other is asked for while there is a network. */
async function file(request) {
  const cache = await caches.open(shell);
  const { search, pathname } = new URL(request.url);
  const lasting = search || pathname.startsWith(build.logo);
  const found = lasting && (await cache.match(request, { ignoreVary: true }));
  if (found) return found;
  try {
    const answer = await fetch(request);
    if (lasting && answer.ok) await cache.put(request, answer.clone()).catch(() => {});
    return answer;
  } catch (problem) {
    const last = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    if (last) return last;
    throw problem;
  }
}

/** The page of the server, and without it the one that was seen last. */
function page(event, pathname) {
  const answer = fetch(event.request);
  // This comes first: the copy must be taken before the browser reads the answer.
  event.waitUntil(answer.then((given) => remember(event.request, given.clone())).catch(() => {}));
  event.respondWith(answerOrStored(answer, pathname));
}

async function answerOrStored(answer, pathname) {
  const late = new Promise((resolve) => setTimeout(resolve, patience))
    .then(() => stored(pathname))
    .then((found) => found ?? answer);
  try {
    return await Promise.race([answer, late]);
  } catch {
    return (await stored(pathname)) ?? (await stored(build.offline)) ?? apart();
  }
}

/** For whoever has nothing on this device. */
const apart = () =>
  new Response(
    "Tidak ada sambungan ke server. Muat ulang setelah tersambung.\n" +
      "No connection to the server. Reload once you are connected.\n",
    { status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" } },
  );

/** A page of whoever is signed in; nobody else's, and none where nobody is. */
async function stored(pathname) {
  const account = await (await (await caches.open(whose)).match(build.offline))?.text();
  if (!account || !(await caches.has(pages + account))) return null;
  return (await caches.open(pages + account)).match(pathname, { ignoreVary: true });
}

/** Store a page that the server marks as the signed-in assessor's own; forget one that is closed. */
async function remember(request, answer) {
  const { pathname, search } = new URL(request.url);
  const mark = answer.headers.get("X-Luring");
  await know(answer.headers.get("X-Luring-Akun"));
  if ([403, 404, 410].includes(answer.status)) await forgetPage(pathname);
  if (!mark || !answer.ok || (search && !/\/\d+$/.test(pathname))) return;
  const [account, session] = mark.split(" ");
  if (await caches.has(`luring-keluar-${session}`)) return; // it came after the sign-out
  for (const name of await caches.keys())
    if (name.startsWith(pages) && name !== pages + account) await caches.delete(name);
  await (await caches.open(pages + account)).put(pathname, answer);
}

/** Keep who is signed in, unless that was said before the sign-out. */
async function know(mark) {
  const [account, session] = mark?.split(" ") ?? [];
  if (!account || (session && (await caches.has(`luring-keluar-${session}`)))) return;
  await (await caches.open(whose)).put(build.offline, new Response(account));
}

async function forgetPage(pathname) {
  for (const name of await caches.keys())
    if (name.startsWith(pages)) await (await caches.open(name)).delete(pathname);
}
