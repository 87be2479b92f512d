// What was typed and not yet acknowledged waits in the browser, so that nothing typed is lost.

import * as queue from "./offline-queue.js";

const path = (address) => new URL(address, location.href).pathname;

/** The cells of a page in the queue of its account, by the address that each is saved at. */
export class Keeper {
  pending = 0;
  loaded = false;
  waiting = new Map();
  known = new Map();

  /** Read what an earlier visit left, and what the server acknowledged since the page was stored. */
  async load() {
    try {
      this.durable = await queue.durable();
      for (const one of await queue.known()) this.known.set(one.address, one);
      for (const one of await queue.waiting()) this.show(one);
    } finally {
      this.loaded = true;
    }
  }

  /** Texts that an earlier edition of the sheet left in the browser, by indicator. */
  async adopt(name, addressOf) {
    try {
      const left = JSON.parse(localStorage.getItem(name) ?? "{}");
      for (const [code, given] of Object.entries(left)) await this.keep(addressOf(code), given);
      localStorage.removeItem(name);
    } catch {
      // A browser that refuses its storage left nothing.
    }
  }

  /** Whether leaving the page loses nothing. */
  get safe() {
    return this.durable && !this.pending;
  }

  of(address) {
    return this.waiting.get(path(address));
  }

  /** What the server acknowledged last, where this browser still remembers it. */
  knownOf(address) {
    return this.known.get(path(address));
  }

  /** Whether a change of this cell left and no answer came. */
  unsure(address) {
    return queue.unsure.has(path(address));
  }

  /** The page shows this waiting change. */
  show(change) {
    this.waiting.set(change.address, change);
    queue.show(change);
  }

  async keep(address, given) {
    this.waiting.set(path(address), given);
    this.pending += 1;
    try {
      await queue.keep(path(address), given, true);
    } catch {
      this.durable = false;
    }
    this.pending -= 1;
  }

  forget(address) {
    this.waiting.delete(path(address));
    queue.forget(path(address));
  }

  /** What the server holds came to this page on another way, such as by an undo. */
  remember(address, stored) {
    queue.remember(path(address), stored);
  }

  /** The page itself shows now what the server acknowledged. */
  forgetKnown(address) {
    this.known.delete(path(address));
    queue.forgetKnown(path(address));
  }

  /** Let the savers of a page (by address) show what other tabs of this browser do. */
  follow(savers) {
    const byPath = new Map([...savers].map((saver) => [path(saver.address), saver]));
    queue.watch((event) => event.elsewhere && byPath.get(event.address)?.follow(event));
  }
}
