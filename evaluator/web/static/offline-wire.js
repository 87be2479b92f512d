// One change to the server and its answer back, with a fresh token where the page's is stale.

/** What the server says of this page: addresses, the account, the office's zone. */
export const here = document.querySelector('meta[name="device"]')?.dataset ?? {};

/** Whose page this is; "" where nobody is signed in. */
export const account = here.account ?? "";
/** The session that this page was made in. */
export const tag = here.tag ?? "";
/** Whether sheets of this account can be filled without a network. */
export const assesses = "assesses" in here;

/** A moment in the office's zone, as short as it is clear. */
export const moment = (milliseconds) =>
  new Date(milliseconds).toLocaleString(document.documentElement.lang, {
    ...{ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    ...{ timeZone: here.zone, timeZoneName: "short" },
  });

const meta = () => document.querySelector('meta[name="csrf-token"]');
const patience = 20000; // milliseconds

const ask = (address, options) =>
  fetch(address, {
    headers: { Accept: "application/json", "X-CSRFToken": meta()?.content ?? "" },
    signal: AbortSignal.timeout?.(patience),
    ...options,
  });

/** Put the token of the session into the page; false where this account is not signed in. */
export async function freshToken() {
  const answer = await ask(here.session);
  if (!answer.ok) return false;
  const { account: signedIn, token } = await answer.json();
  if (signedIn !== account) return false;
  meta().content = token;
  document.querySelectorAll("input[name=csrf_token]").forEach((field) => (field.value = token));
  return true;
}

/**
 * Send one form; `{status, reply}` comes back, and a network that fails is an error.
 * Status 401: this account is not signed in any more, whoever else may be.
 */
export async function send(address, values) {
  const attempt = () =>
    ask(address, { method: "POST", body: new URLSearchParams(values), keepalive: true });
  let answer = await attempt();
  // Only a page that is signed in as somebody else, or too long ago, meets these.
  if ([400, 401, 403, 404].includes(answer.status)) {
    if (!(await freshToken())) return { status: 401, reply: {} };
    answer = await attempt();
  }
  return { status: answer.status, reply: await readable(answer) };
}

/** A server that is starting, or a proxy, may answer with a page. */
async function readable(answer) {
  try {
    return await answer.json();
  } catch {
    if (answer.ok) throw new Error("An answer that cannot be read");
    return {};
  }
}
