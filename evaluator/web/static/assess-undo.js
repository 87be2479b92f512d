// The way back: Ctrl+Z, and a button for ten seconds after a save. The server undoes and logs it.

import { announce } from "./app.js";
import { post } from "./assess-send.js";

const stays = 10000; // milliseconds

/**
 * `button` carries data-undone and data-offline (sentences) and stands in a form whose action is
 * told by `addressOf(sheet)`; `find(sheet, code)` gives the saver of a cell that is on this page;
 * `waits()` says whether anything on the page is not acknowledged yet. `own` is the page's one sheet:
 * there the button stays, and undoes whatever was changed last, also before the page was loaded.
 */
export class Undo {
  last = null;

  constructor({ button, place, addressOf, find, waits, done, own }) {
    Object.assign(this, { button, place, addressOf, find, waits, done, own });
    button.hidden ||= !own; // without scripts it always stands there
    button.addEventListener("click", (event) => {
      event.preventDefault();
      this.run(this.last?.sheet ?? this.own);
    });
  }

  /** Remember the save that was just acknowledged, and offer the way back for a while. */
  offer(sheet, code, version) {
    this.last = { sheet, code, version };
    this.button.hidden = false;
    this.button.querySelector("[data-what]").textContent = code;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), stays);
  }

  rest() {
    // A button must not vanish under the keyboard.
    if (this.own) this.button.querySelector("[data-what]").textContent = "";
    else if (document.activeElement === this.button) this.timer = setTimeout(() => this.rest(), stays);
    else this.button.hidden = true;
  }

  /** Undo the last change of a sheet: the one just saved here, or whatever the log says. */
  async run(sheet) {
    if (this.running || !sheet) return;
    this.running = true;
    try {
      await this.settled();
      await this.ask(sheet);
    } catch {
      this.say(this.button.dataset.offline);
    } finally {
      this.running = false;
    }
  }

  /** What is under way is acknowledged first; what cannot be sent now is not undone behind it. */
  async settled() {
    for (let turn = 0; this.waits() && turn < 40; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    if (this.waits()) throw new Error("waiting");
  }

  async ask(sheet) {
    const seen = this.last?.sheet === sheet ? this.last : null;
    const values = seen ? { code: seen.code, version: seen.version } : {};
    const response = await post(this.addressOf(sheet), values);
    const answer = await response.json();
    this.last = null;
    this.button.querySelector("[data-what]").textContent = "";
    this.button.hidden = !this.own;
    if (!response.ok) return this.say(answer.error ?? this.button.dataset.offline);
    for (const cell of answer.cells) this.find(cell.sheet, cell.code)?.take(cell);
    this.done?.(answer);
    this.say(`${this.button.dataset.undone} ${answer.cells.map((cell) => cell.code).join(", ")}`);
  }

  say(sentence) {
    this.place.textContent = sentence;
    this.place.hidden = !sentence;
    announce(sentence);
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.place.hidden = true), stays);
  }
}

/** Ctrl+Z outside of a text field, where it would undo the typing. */
export function undoKey(event) {
  const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  const text = event.target.matches?.("textarea, input:not([type=radio], [type=checkbox])");
  return control && event.key.toLowerCase() === "z" && !text;
}
