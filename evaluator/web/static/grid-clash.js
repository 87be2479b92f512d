// A save of the table that came too late: both values are shown, and a person decides.

/** Asks about one cell after another; `nameOf(cell)` names it, `go(td)` puts the keyboard back. */
export class Clashes {
  waiting = [];

  constructor(dialog, nameOf, go) {
    Object.assign(this, { dialog, nameOf, go });
    dialog.addEventListener("cancel", (event) => event.preventDefault());
  }

  add(cell) {
    if (!this.waiting.includes(cell)) this.waiting.push(cell);
    if (!this.dialog.open) this.ask();
  }

  ask() {
    const cell = this.waiting[0];
    if (!cell) return;
    this.tell(cell);
    this.dialog.querySelector("[data-mine]").onclick = () => this.settle(cell, false);
    this.dialog.querySelector("[data-theirs]").onclick = () => this.settle(cell, true);
    // The heading takes the focus: an Enter that was meant for the table decides nothing.
    this.dialog.showModal();
  }

  tell(cell) {
    const { stored, sent } = cell;
    const say = (name, text) => (this.dialog.querySelector(`[data-${name}]`).textContent = text);
    this.dialog.querySelector("h2").textContent = this.nameOf(cell);
    say("stored-who", stored.author ?? "");
    say("stored-when", stored.clock);
    say("stored-answer", cell.inWords(stored) || "–");
    say("stored-note", stored.note);
    say("typed-answer", cell.inWords(sent) || "–");
    say("typed-note", sent.note);
  }

  settle(cell, theirs) {
    this.waiting.shift();
    this.dialog.close();
    cell.settle(cell.stored, theirs);
    this.go(cell.td);
    this.ask();
  }
}
