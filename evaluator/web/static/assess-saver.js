// One answer on its way to the server: what stands on the page, what is stored, how the two meet.

import { post } from "./assess-send.js";

const waits = [2000, 5000, 15000, 30000];

/**
 * What the sheet's questions and the table's cells have in common. Each kind says where it is
 * shown: address, given(), fill(), version, fault(), show() and showConflict().
 */
export class Saver {
  constructor(page, code) {
    this.page = page;
    this.code = code;
    this.busy = this.failed = this.conflicted = false;
    this.tries = 0;
    this.sentence = ""; // why the server refused what stands here
  }

  /** Whether something else than this stands here. */
  differs({ answer, note }) {
    const given = this.given();
    return answer !== given.answer || note !== given.note;
  }

  get unsaved() {
    return this.differs(this.kept) || this.page.keeper.unsure(this.address);
  }

  /** Save now, or after the save that is under way. */
  save() {
    clearTimeout(this.timer);
    // Until it is known what an earlier visit left, nothing may take its place; see resume().
    if (this.conflicted || !this.page.keeper.loaded) return;
    if (!this.unsaved) return this.busy || this.rest();
    this.page.keeper.keep(this.address, { ...this.given(), version: this.version });
    if (!this.busy) this.send();
    this.show("saving");
  }

  /** Nothing waits here any more. */
  rest() {
    if (this.page.keeper.of(this.address)) this.page.keeper.forget(this.address);
    if (!this.failed) return;
    this.failed = false;
    this.fault("");
    this.show("idle");
  }

  saveSoon(milliseconds = 800) {
    if (!this.page.keeper.loaded) return;
    this.page.keeper.keep(this.address, { ...this.given(), version: this.version });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  async send() {
    this.busy = true;
    const sent = this.given();
    try {
      const response = await post(this.address, { ...sent, version: this.version });
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
    this.page.acknowledged?.(this, answer);
    if (this.unsaved) return this.save();
    if (sent.answer !== answer.answer) this.fill({ ...answer, note: sent.note });
    this.kept = this.given();
    this.page.keeper.forget(this.address);
    this.show("saved", answer.clock);
  }

  refuse(status, answer, sent) {
    if (status === 409) return this.showConflict(answer.stored, sent);
    this.failed = true;
    if (status >= 500 || status === 429) return this.retryLater();
    const { answer: typed, note } = this.given();
    // What was refused has been corrected meanwhile: the correction goes out at once.
    if (status === 422 && (typed !== sent.answer || note !== sent.note)) return this.save();
    if (status === 401) this.page.sessionEnded(this);
    else this.fault(answer.error, answer.field);
    // A refused answer is mended by typing, not by trying again.
    this.show(status === 422 ? "refused" : "failed");
  }

  /** Go on from an earlier visit: with what the server acknowledged, and with what still waits. */
  resume() {
    const { keeper } = this.page;
    const waiting = keeper.of(this.address);
    if (this.differs(this.kept)) return this.join(waiting); // somebody was quicker than the script
    this.takeOver(keeper.knownOf(this.address));
    if (!waiting) return;
    this.fill(waiting);
    if (!this.unsaved) return keeper.forget(this.address);
    this.version = waiting.version;
    if (waiting.status) this.refuse(waiting.status, waiting.reply, this.given());
    else this.save();
  }

  /** What was typed just now counts; what waits stays where nothing was typed. */
  join(waiting) {
    const typed = this.given();
    const own = (part) => !waiting || typed[part] !== this.kept[part];
    if (!own("answer") || !own("note")) {
      const [answer, note] = ["answer", "note"].map((part) => (own(part) ? typed : waiting)[part]);
      this.fill({ answer, note });
      this.version = waiting.version;
    }
    this.save();
  }

  /** The server may hold something newer than a page that was stored on the device. */
  takeOver(known) {
    if (!known) return;
    if (known.version <= Number(this.version)) return this.page.keeper.forgetKnown(this.address);
    this.version = known.version;
    this.fill(known);
    this.kept = this.given();
    if ("total" in known) this.page.showStanding(known);
    this.show("saved", known.clock);
  }

  /** What stands here waits in another tab, until that one says what became of it. */
  lean() {
    this.failed = true;
    this.show(navigator.onLine ? "saving" : "offline");
  }

  /** What another tab of this browser typed or saved here is shown, unless something else stands. */
  follow({ kind, change, sent, status, reply }) {
    if (this.busy || this.conflicted) return;
    if (kind === "kept" && !this.differs(this.page.keeper.of(this.address) ?? this.kept)) {
      this.page.keeper.show(change);
      this.version = change.version;
      this.fill(change);
      this.lean();
    }
    if (kind !== "answered" || this.differs(sent)) return;
    if (status < 300) this.acknowledge(sent, reply);
    else this.refuse(status, reply, sent);
  }

  retryLater() {
    this.failed = true;
    this.show(navigator.onLine ? "failed" : "offline");
    const wait = waits[Math.min(this.tries++, waits.length - 1)];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Go on from what is stored: with it, or with what was typed. */
  settle(stored, theirs) {
    this.conflicted = this.failed = false;
    this.version = stored.version;
    const typed = this.given();
    this.fill(stored);
    if (stored.waiting) this.page.keeper.show(stored.waiting);
    if (stored.waiting && theirs) return this.lean();
    this.kept = this.given();
    if (!theirs) this.fill(typed);
    if (this.unsaved) return this.save();
    this.page.keeper.forget(this.address);
    this.show("saved", stored.clock);
  }

  /** Show a state that was stored elsewhere, such as by an undo; nothing typed waits here. */
  take(stored) {
    this.conflicted = this.failed = false;
    this.version = stored.version;
    this.fill(stored);
    this.kept = this.given();
    this.fault("");
    this.page.keeper.remember(this.address, stored);
    this.page.keeper.forget(this.address);
    this.show("saved", stored.clock);
  }
}

/** The state of a whole page, from how many cells wait, how many of them are to be mended. */
export function stateOfAll(waiting, mend, bad) {
  if (!waiting) return "saved";
  if (bad) return navigator.onLine ? "failed" : "offline";
  return waiting === mend ? "idle" : "saving";
}
