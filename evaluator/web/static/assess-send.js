// How the sheet talks to the server: through the queue, so that nothing waits in a page alone.

import { post as queued } from "./offline-queue.js";
import { send } from "./offline-wire.js";

/** The address of one cell of a sheet; any other form goes straight to the server. */
const cell = /^\/penilaian\/\d+\/[^/]+$/;

/** Send a form by script; the answer comes as from `fetch`, and a network that fails is an error. */
export async function post(address, values) {
  const path = new URL(address, location.href).pathname;
  const { status, reply } = await (cell.test(path) ? queued(path, values) : send(address, values));
  return { ok: status < 300, status, json: async () => reply };
}
