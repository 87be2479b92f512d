// Where the stage stands, kept alike on every screen: with the server while there is a network,
// with the other windows of this machine always, and in this browser across a reload.

const PATIENCE = 4000; // milliseconds, then the server counts as out of reach

const facts = document.querySelector("#stage-facts").dataset;
const number = (name) => Number(facts[name] || 0);
const key = `panggung:${facts.period}`;

/** Fetches an address as a script, giving up after a while. */
function ask(address, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  const headers = { Accept: "application/json" };
  if (body) {
    headers["Content-Type"] = "application/json";
    headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
  }
  const given = { headers, signal: stop.signal, method: body ? "POST" : "GET" };
  return fetch(address, { ...given, body: body && JSON.stringify(body) }).finally(() => clearTimeout(timer));
}

/**
 * The stage as one window knows it.
 *
 * A window that `keeps` is the one the room looks at, or stands beside it: it steps at once, network
 * or not, and tells the server afterwards. A remote steps only when the server says yes. Steps name
 * the slide they lead to and the version they were pressed at, so none is ever taken twice.
 */
export class Stage {
  constructor(show, tell) {
    this.show = show; // called with the stage whenever it moved
    this.tell = tell; // called with "", "offline" or "moved"
    this.count = number("count");
    this.slides = facts.slides;
    this.keeps = Boolean(facts.keeps);
    this.pending = false; // something here is not with the server yet
    this.apart = false; // it was done without a network: then what the room saw counts
    this.online = true;
    this.skew = number("now") - Date.now();
    const { position, covered, version, shown, began } = Object.fromEntries(
      ["position", "covered", "version", "shown", "began"].map((name) => [name, number(name)]),
    );
    this.take({ position, covered: covered === 1, version, shown, began });
    this.resume();
    this.windows = "BroadcastChannel" in window ? new BroadcastChannel(key) : null;
    if (this.windows) this.windows.onmessage = ({ data }) => this.hear(data);
    addEventListener("online", () => this.sync());
  }

  /** Begin: show what is known, then keep asking. */
  start() {
    this.show(this);
    const again = () => this.sync().finally(() => setTimeout(again, 1000));
    again();
  }

  take({ position, covered, version, shown, began }) {
    this.position = Math.min(Math.max(position, 0), this.count - 1);
    this.covered = covered;
    this.version = version;
    this.shown = shown;
    this.began = began;
  }

  /** After a reload without a network the page is older than what this browser saw last. */
  resume() {
    let last = null;
    try {
      last = JSON.parse(localStorage.getItem(key));
    } catch {
      return; // what cannot be read is not there
    }
    if (last?.slides !== this.slides || last.version < this.version) return;
    this.take(last);
    this.pending = this.apart = Boolean(last.pending && this.keeps);
  }

  /** Remember in this browser, and let its other windows know. */
  keep() {
    const { slides, position, covered, version, shown, began, pending } = this;
    const known = { slides, position, covered, version, shown, began, pending };
    try {
      localStorage.setItem(key, JSON.stringify(known));
    } catch {
      // A full or closed store only costs the memory across a reload without a network.
    }
    this.windows?.postMessage(known);
  }

  /** What another window of this machine did; it tells the server itself where it can. */
  hear(known) {
    if (known.slides !== this.slides || known.version < this.version) return;
    this.take(known);
    this.pending = this.apart = known.pending && this.keeps && !this.online;
    this.show(this);
  }

  next() {
    return this.covered ? this.go(this.position, false) : this.go(this.position + 1, false);
  }

  back() {
    return this.go(this.position - 1, false);
  }

  cover() {
    return this.go(this.position, !this.covered);
  }

  go(position, covered) {
    const to = Math.min(Math.max(position, 0), this.count - 1);
    if (to === this.position && covered === this.covered) return;
    if (this.keeps) this.move(to, covered);
    else this.request(to, covered);
  }

  move(to, covered) {
    const moment = Date.now() + this.skew;
    if (to !== this.position) this.shown = moment;
    if (to > 0 && !this.began) this.began = moment;
    this.position = to;
    this.covered = covered;
    this.pending = true;
    this.keep();
    this.show(this);
    this.push();
  }

  /** Tell the server where this window went. */
  async push() {
    if (this.sending) return;
    const { position, covered } = this;
    const answer = await this.send(position, covered);
    if (!answer) {
      this.apart = true;
      return;
    }
    if (answer.ok) this.agree(answer.given, position, covered);
    else if (answer.status === 409 && this.apart) this.version = answer.given.stored.version;
    else this.giveWay(answer);
    if (this.pending) await this.push();
    else await this.sync();
  }

  agree(given, position, covered) {
    this.pending = position !== this.position || covered !== this.covered;
    this.version = given.version;
    if (this.pending) return;
    this.apart = false;
    this.take(given);
    this.keep();
    this.show(this);
  }

  /** Somebody else was faster: what they showed stays. */
  giveWay(answer) {
    this.pending = false;
    this.version = -1; // so that the next answer of the server counts
    if (answer.status === 409) this.tell("moved");
  }

  /** Ask the server for a step, at the version that this window shows. */
  async request(to, covered) {
    if (this.sending) return;
    const answer = await this.send(to, covered);
    if (!answer) return;
    if (answer.ok) {
      this.tell("");
      this.take(answer.given);
      this.keep();
      this.show(this);
    } else {
      this.giveWay(answer);
      await this.sync();
    }
  }

  /** The server's answer to a step; null where it is out of reach. */
  async send(to, covered) {
    this.sending = true;
    try {
      const body = { to, covered: covered ? "1" : "", version: Math.max(this.version, 0) };
      const answer = await ask(facts.step, body);
      if (![200, 409, 422].includes(answer.status)) throw new Error(answer.status);
      const given = await answer.json();
      this.heard(true);
      return { ok: answer.ok, status: answer.status, given };
    } catch {
      this.heard(false);
      return null;
    } finally {
      this.sending = false;
    }
  }

  async sync() {
    if (this.sending) return undefined;
    if (this.pending) return this.push();
    try {
      const answer = await ask(facts.state);
      if (!answer.ok) throw new Error(answer.status);
      this.follow(await answer.json());
      this.heard(true);
    } catch {
      this.heard(false);
    }
    return undefined;
  }

  /** Go where the server says, unless this window went elsewhere meanwhile. */
  follow(given) {
    this.skew = given.now - Date.now();
    if (given.slides !== this.slides) this.renew(given.slides);
    else if (!this.pending && !this.sending && given.version > this.version) {
      this.take(given);
      this.keep();
      this.show(this);
    }
  }

  heard(online) {
    if (this.online !== online) this.tell(online ? "" : "offline");
    this.online = online;
  }

  /** Other slides than this page has: fetch them, once each. */
  renew(slides) {
    if (sessionStorage.getItem(key) === slides) return;
    sessionStorage.setItem(key, slides);
    location.reload();
  }
}

/** The keys of clickers and keyboards; a key pressed on a button or in a field stays there. */
export function listenToKeys(stage, more = {}) {
  const acts = {
    ArrowRight: () => stage.next(), PageDown: () => stage.next(), " ": () => stage.next(), Enter: () => stage.next(),
    ArrowLeft: () => stage.back(), PageUp: () => stage.back(), Backspace: () => stage.back(),
    b: () => stage.cover(), B: () => stage.cover(), ".": () => stage.cover(),
    Home: () => stage.go(0, false), ...more,
  }; // prettier-ignore
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, summary")) return;
    if (["Enter", " "].includes(event.key) && event.target.closest("button, a")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Buttons that post a form where there is no script step here where there is one. */
export function listenToButtons(stage) {
  document.addEventListener("submit", (event) => {
    const act = event.target.querySelector("[data-do]")?.dataset.do;
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (act === "go") stage.go(Number(event.target.elements.to.value), false);
    else stage[act]();
  }, true);
}
