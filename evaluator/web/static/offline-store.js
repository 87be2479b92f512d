// Where changes wait: IndexedDB, or the page's memory in a browser that refuses it.

const database = "penilaian";
// "waiting": what the server has not acknowledged; "known": what it acknowledged last.
const stores = ["waiting", "known"];

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });

function openDatabase() {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => stores.forEach((name) => request.result.createObjectStore(name));
  return done(request);
}

/** Records of one account by address; those of another account are never read. */
class Kept {
  durable = true;

  constructor(base, account) {
    this.base = base;
    this.account = account;
    this.range = IDBKeyRange.bound([account], [account, []]);
  }

  inside(name, mode) {
    return this.base.transaction(name, mode).objectStore(name);
  }

  all(name) {
    return done(this.inside(name, "readonly").getAll(this.range));
  }

  /** Read, change and write one record in one transaction; null removes it. */
  async change(name, address, change) {
    const store = this.inside(name, "readwrite");
    const key = [this.account, address];
    const written = new Promise((resolve, reject) => {
      store.transaction.oncomplete = resolve;
      store.transaction.onabort = () => reject(store.transaction.error);
    });
    let after;
    store.get(key).onsuccess = ({ target }) => {
      after = change(target.result ?? null);
      if (after) store.put(after, key);
      else store.delete(key);
    };
    await written;
    return after;
  }

  async clear() {
    for (const name of stores) await done(this.inside(name, "readwrite").delete(this.range));
  }
}

/** The same in memory: it lives as long as the page. */
class Held {
  durable = false;
  records = Object.fromEntries(stores.map((name) => [name, new Map()]));

  async all(name) {
    return [...this.records[name].values()];
  }

  async change(name, address, change) {
    const after = change(this.records[name].get(address) ?? null);
    if (after) this.records[name].set(address, after);
    else this.records[name].delete(address);
    return after;
  }

  async clear() {
    stores.forEach((name) => this.records[name].clear());
  }
}

/** The store of one account; `durable` says whether it outlives the page. */
export async function openStore(account) {
  try {
    return new Kept(await openDatabase(), account);
  } catch {
    return new Held();
  }
}
