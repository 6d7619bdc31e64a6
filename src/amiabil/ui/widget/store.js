/* What this browser keeps for one person of one page: the chat, what waits to be sent, what is being written.

   Everything stands under the installation and the person, so that whoever signs in after somebody else on the same
   machine finds nothing of theirs. A browser that keeps nothing is no reason to stop: then it lasts as long as the page. */

const MEMORY = new Map();

function kept(act, otherwise) {
  try {
    return act(window.localStorage);
  } catch {
    return otherwise(MEMORY);
  }
}

export class Store {
  constructor(base, person) {
    this.root = `amiabil-chat ${base} `;
    this.prefix = `${this.root}${person} `;
  }

  get(name) {
    const key = this.prefix + name;
    const text = kept((local) => local.getItem(key), (memory) => memory.get(key) ?? null);
    try {
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  set(name, value) {
    const key = this.prefix + name, text = JSON.stringify(value);
    kept((local) => local.setItem(key, text), (memory) => memory.set(key, text));
  }

  remove(name) {
    const key = this.prefix + name;
    kept((local) => local.removeItem(key), (memory) => memory.delete(key));
  }

  /* The rest of every name that begins so. */
  names(start = "") {
    const all = kept((local) => Object.keys(local), (memory) => [...memory.keys()]);
    return all.filter((key) => key.startsWith(this.prefix + start)).map((key) => key.slice(this.prefix.length));
  }

  clear() { for (const name of this.names()) this.remove(name); }

  /* Forget every other person who was signed in here; a visitor's own chat stays. */
  forgetOthers() {
    const all = kept((local) => Object.keys(local), (memory) => [...memory.keys()]);
    for (const key of all) {
      const isPerson = key.startsWith(this.root) && !key.startsWith(`${this.root} `);
      if (!isPerson || key.startsWith(this.prefix)) continue;
      kept((local) => local.removeItem(key), (memory) => memory.delete(key));
    }
  }
}

/* Whether the panel stands open outlives a reload, in this tab. */
export function keepOpen(base, isOpen) {
  try {
    if (isOpen) window.sessionStorage.setItem("amiabil-chat-open", base);
    else window.sessionStorage.removeItem("amiabil-chat-open");
  } catch {
    return; // a browser that keeps nothing
  }
}

export function isKeptOpen(base) {
  try {
    return window.sessionStorage.getItem("amiabil-chat-open") === base;
  } catch {
    return false;
  }
}
