// One cell of the table: what it holds, what the server holds, and how that is shown.

import { announce } from "./app.js";
import { Saver } from "./assess-saver.js";

/** One cell; `column` says how its answers are typed and shown. */
export class Cell extends Saver {
  constructor(page, td, column, sheet) {
    super(page, column.code);
    this.td = td;
    this.column = column;
    this.sheet = sheet;
    this.address = `/penilaian/${sheet}/${encodeURIComponent(column.code)}`;
    this.answer = td.dataset.a ?? td.textContent;
    this.note = td.dataset.n ?? "";
    this.version = Number(td.dataset.v ?? 0);
    this.kept = this.given();
    this.field = "answer"; // what the sentence asks to mend
  }

  given() {
    return { answer: this.answer, note: this.note };
  }

  fill({ answer, shown, note }) {
    this.answer = answer;
    this.note = note;
    this.td.textContent = this.inWords({ answer, shown });
    if (note) this.td.dataset.n = note;
    else delete this.td.dataset.n;
    this.page.filled(this);
  }

  /** An answer as short as a cell says it. */
  inWords({ answer, shown }) {
    return this.column.shown[answer] ?? shown ?? answer;
  }

  /** Put an answer here and save it; what stood here before can be brought back by Escape. */
  put(answer) {
    this.before = this.answer;
    this.fill({ answer, note: this.note });
    this.save();
  }

  /** What was typed and not accepted goes, or what was just picked: the earlier answer returns. */
  revert() {
    if (this.sentence) {
      this.fill(this.kept);
      this.rest();
      this.show("idle");
    } else if (this.before !== undefined && this.before !== this.answer) this.put(this.before);
    this.before = undefined;
  }

  fault(sentence, field = "answer") {
    this.sentence = sentence;
    this.field = field || "answer";
    this.td.toggleAttribute("aria-invalid", Boolean(sentence));
    this.page.faulted(this);
    if (sentence) announce(`${this.page.nameOf(this)}: ${sentence}`);
  }

  show(state, detail = "") {
    if (state === "idle" || state === "saved") delete this.td.dataset.state;
    else this.td.dataset.state = this.conflicted ? "conflict" : state;
    this.page.changed(this, detail);
  }

  showConflict(stored, sent) {
    this.conflicted = true;
    this.stored = stored;
    this.sent = sent;
    this.show("failed");
    this.page.clashed(this);
  }
}
