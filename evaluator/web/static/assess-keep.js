// What was typed and not yet acknowledged waits in the browser, so that nothing typed is lost.

/** Keeps texts by indicator under one name; a browser that refuses storage keeps nothing. */
export class Keeper {
  constructor(name) {
    this.name = name;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  write(kept) {
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.name, JSON.stringify(kept));
      else localStorage.removeItem(this.name);
    } catch {
      // A full or forbidden store: the page still holds the text.
    }
  }

  of(code) {
    return this.read()[code];
  }

  keep(code, given) {
    this.write({ ...this.read(), [code]: given });
  }

  forget(code) {
    const kept = this.read();
    delete kept[code];
    this.write(kept);
  }
}
