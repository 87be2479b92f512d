// One indicator of the sheet: what stands in its form, what is stored, and how the two meet.

import { announce, showSaveState } from "./app.js";
import { post } from "./assess-send.js";

const waits = [2000, 5000, 15000, 30000];

/** One indicator: its form, what the server last acknowledged, and what is under way. */
export class Item {
  constructor(question, page) {
    this.question = question;
    this.page = page;
    this.code = question.dataset.code;
    this.form = question.querySelector("form");
    this.line = this.form.querySelector("[data-save]");
    this.kept = this.given();
    this.busy = this.failed = this.conflicted = false;
    this.tries = 0;
  }

  /** What stands in the form now. */
  given() {
    const data = new FormData(this.form);
    const answer = data.get("not_applicable") ? "TB" : (data.get("answer") ?? "").trim();
    return { answer, note: data.get("note").trim() };
  }

  get unsaved() {
    const { answer, note } = this.given();
    return answer !== this.kept.answer || note !== this.kept.note;
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

  /** Save now, or after the save that is under way. */
  save() {
    clearTimeout(this.timer);
    if (this.conflicted) return;
    if (!this.unsaved) return this.busy || this.rest();
    this.page.keeper.keep(this.code, { ...this.given(), version: this.version });
    if (!this.busy) this.send();
    this.show("saving");
  }

  /** Nothing waits here any more. */
  rest() {
    if (this.page.keeper.of(this.code)) this.page.keeper.forget(this.code);
    if (!this.failed) return;
    this.failed = false;
    this.fault("");
    this.show("idle");
  }

  saveSoon(milliseconds = 800) {
    this.page.keeper.keep(this.code, { ...this.given(), version: this.version });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  async send() {
    this.busy = true;
    const sent = this.given();
    try {
      const response = await post(this.form.action, { ...sent, version: this.version });
      const answer = await response.json();
      this.busy = false;
      if (response.ok) this.acknowledge(sent, answer);
      else this.refuse(response.status, answer, sent);
    } catch {
      this.busy = false;
      this.retryLater();
    }
  }

  acknowledge(sent, answer) {
    this.version = answer.version;
    this.kept = sent;
    this.tries = 0;
    this.failed = false;
    this.fault("");
    this.page.showStanding(answer);
    if (this.unsaved) return this.save();
    if (sent.answer !== answer.answer) this.fill({ ...answer, note: sent.note });
    this.kept = this.given();
    this.page.keeper.forget(this.code);
    this.show("saved", answer.clock);
  }

  refuse(status, answer, sent) {
    if (status === 409) return this.showConflict(answer.stored, sent);
    this.failed = true;
    if (status >= 500 || status === 429) return this.retryLater();
    const { answer: typed, note } = this.given();
    // What was refused has been corrected meanwhile: the correction goes out at once.
    if (status === 422 && (typed !== sent.answer || note !== sent.note)) return this.save();
    this.fault(status === 401 || status === 400 ? this.page.ended : answer.error);
    // A refused answer is mended by typing, not by trying again.
    this.show(status === 422 ? "idle" : "failed");
  }

  retryLater() {
    this.failed = true;
    this.show(navigator.onLine ? "failed" : "offline");
    const wait = waits[Math.min(this.tries++, waits.length - 1)];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  fault(sentence) {
    const place = this.form.querySelector("[data-fault]");
    place.hidden = !sentence;
    place.lastElementChild.textContent = sentence;
  }

  show(state, detail = "") {
    showSaveState(this.line, state, detail);
    const stuck = state === "failed" || state === "offline";
    this.form.querySelector("[data-retry]").hidden = !stuck || this.conflicted;
    this.page.changed(this, detail);
  }

  showConflict(stored, sent) {
    this.conflicted = true;
    const box = document.querySelector("#conflict").content.firstElementChild.cloneNode(true);
    const say = (name, text) => (box.querySelector(`[data-${name}]`).textContent = text);
    say("stored-when", stored.clock);
    say("stored-answer", this.inWords(stored) || "–");
    say("stored-note", stored.note);
    say("typed-answer", this.inWords(sent) || "–");
    say("typed-note", sent.note);
    box.querySelector("[data-mine]").onclick = () => this.settle(box, stored, false);
    box.querySelector("[data-theirs]").onclick = () => this.settle(box, stored, true);
    this.form.firstElementChild.prepend(box);
    this.page.open(this.question);
    this.show("failed");
    announce(box.querySelector("strong").textContent);
  }

  /** Go on from what is stored: with it, or with what was typed. */
  settle(box, stored, theirs) {
    box.remove();
    this.page.open(this.question);
    this.conflicted = this.failed = false;
    this.version = stored.version;
    const typed = this.given();
    this.fill(stored);
    this.kept = this.given();
    if (!theirs) this.fill(typed);
    if (this.unsaved) return this.save();
    this.page.keeper.forget(this.code);
    this.show("saved", stored.clock);
  }
}
