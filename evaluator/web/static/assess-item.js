// One indicator of the sheet: its form, and where its state is shown.

import { announce, showSaveState } from "./app.js";
import { Saver } from "./assess-saver.js";

/** One indicator: its form, what the server last acknowledged, and what is under way. */
export class Item extends Saver {
  constructor(question, page) {
    super(page, question.dataset.code);
    this.question = question;
    this.form = question.querySelector("form");
    this.address = this.form.action;
    this.line = this.form.querySelector("[data-save]");
    Object.assign(this.line.dataset, page.words);
    this.kept = this.rendered();
  }

  /** What the server put into the form: somebody may have answered before this script ran. */
  rendered() {
    const { elements } = this.form;
    const radios = [...this.form.querySelectorAll("[type=radio]")];
    const typed = this.form.querySelector("input[name=answer]:not([type=radio])");
    const picked = typed ?? radios.find((radio) => radio.defaultChecked);
    const answer = elements.not_applicable?.defaultChecked ? "TB" : (picked?.getAttribute("value") ?? "");
    return { answer: answer.trim(), note: elements.note.defaultValue.trim() };
  }

  /** What stands in the form now. */
  given() {
    const data = new FormData(this.form);
    const answer = data.get("not_applicable") ? "TB" : (data.get("answer") ?? "").trim();
    return { answer, note: data.get("note").trim() };
  }

  get version() {
    return this.form.elements.version.value;
  }

  set version(value) {
    this.form.elements.version.value = value;
  }

  fill({ answer, shown, note }) {
    const { elements } = this.form;
    const typed = this.form.querySelector("input[name=answer]:not([type=radio])");
    if (typed) {
      if (elements.not_applicable) elements.not_applicable.checked = answer === "TB";
      typed.value = answer === "TB" ? "" : (shown ?? answer);
    } else {
      for (const radio of this.form.querySelectorAll("[type=radio]"))
        radio.checked = radio.value === answer;
    }
    elements.note.value = note;
  }

  /** An answer in the words of the page. */
  inWords({ answer, shown }) {
    const picks = [...this.form.querySelectorAll("[type=radio]")];
    const picked = picks.find((radio) => radio.value === answer)?.dataset.shown;
    const label = this.form.elements.not_applicable?.parentElement;
    return picked ?? (answer === "TB" && label ? label.textContent.trim() : (shown ?? answer));
  }

  /** The sentence at what is to be mended; whoever is still there is led to it. */
  fault(sentence, field = "answer") {
    this.sentence = sentence;
    const note = this.form.elements.note;
    for (const place of this.form.querySelectorAll("[data-fault]")) {
      const here = sentence && place.dataset.fault === (field === "note" ? "note" : "answer");
      place.hidden = !here;
      place.lastElementChild.textContent = here ? sentence : "";
    }
    const asked = Boolean(sentence) && field === "note";
    note.toggleAttribute("aria-invalid", asked);
    this.form.querySelector("[data-optional]").hidden = asked;
    if (!sentence) return;
    announce(`${this.code}: ${sentence}`);
    const at = document.activeElement;
    const stays = this.question.open && (at === document.body || this.question.contains(at));
    if (stays && field === "note") note.focus();
  }

  show(state, detail = "") {
    // A refusal is told by its sentence; the line beside it stays still.
    showSaveState(this.line, state === "refused" ? "idle" : state, detail);
    const stuck = state === "failed" || state === "offline";
    this.form.querySelector("[data-retry]").hidden = !stuck || this.conflicted;
    this.page.changed(this, detail);
  }

  showConflict(stored, sent) {
    this.conflicted = true;
    const box = document.querySelector("#conflict").content.firstElementChild.cloneNode(true);
    const say = (name, text) => (box.querySelector(`[data-${name}]`).textContent = text);
    say("stored-when", stored.clock);
    say("stored-who", stored.author);
    say("stored-answer", this.inWords(stored) || "–");
    say("stored-note", stored.note);
    say("typed-answer", this.inWords(sent) || "–");
    say("typed-note", sent.note);
    const settle = (theirs) => {
      box.remove();
      this.page.open(this.question);
      this.settle(stored, theirs);
    };
    box.querySelector("[data-mine]").onclick = () => settle(false);
    box.querySelector("[data-theirs]").onclick = () => settle(true);
    this.form.firstElementChild.prepend(box);
    this.page.open(this.question);
    this.show("failed");
    announce(box.querySelector("strong").textContent);
  }
}
