// How the sheet talks to the server.

import { csrfToken } from "./app.js";

let token = csrfToken();
let last = Promise.resolve();

/** Send a form by script when the one before is answered, so that answers come in their order. */
export function post(address, values) {
  last = last.catch(() => {}).then(() => send(address, values));
  return last;
}

/** A page whose token has gone stale gets a fresh one and tries again. */
async function send(address, values) {
  const attempt = () =>
    fetch(address, {
      method: "POST",
      body: new URLSearchParams(values),
      headers: { Accept: "application/json", "X-CSRFToken": token },
      keepalive: true,
      signal: AbortSignal.timeout?.(20000),
    });
  const response = await attempt();
  if (response.status !== 400 && response.status !== 401) return response;
  const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (page.redirected || !page.ok) return response;
  const read = new DOMParser().parseFromString(await page.text(), "text/html");
  token = read.querySelector('meta[name="csrf-token"]').content;
  return attempt();
}
