// A copy of the stage belongs to the account that kept it, until it signs out: no other stays here.

const device = document.querySelector('meta[name="device"]')?.dataset;
const nobody = document.querySelector('meta[name="nobody"]');
const whose = "luring-akun"; // who was signed in at the last contact; "-": nobody

async function forgetStages(own = null) {
  for (const name of await caches.keys()) {
    if (name.startsWith("panggung-") && !(own && name.startsWith(own))) await caches.delete(name);
  }
}

/** Nobody is signed in: the workers show nothing of anybody. */
async function knowNobody() {
  await forgetStages();
  if (await caches.has(whose)) await (await caches.open(whose)).put(nobody.content, new Response("-"));
}

function leave(event) {
  if (new URL(event.target.action).pathname === device.leave) forgetStages();
}

// Where the server could not tell who is signed in, it says neither: then everything stays.
if ("caches" in globalThis && device) {
  forgetStages(`panggung-${device.account}-`);
  addEventListener("submit", leave);
} else if ("caches" in globalThis && nobody) knowNobody();
