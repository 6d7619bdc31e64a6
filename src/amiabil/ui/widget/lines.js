/* Brings the lines of the talk onto the page: only what changed is touched, and only what is new is said aloud. */

import { h } from "./dom.js";

const NEAR = 90, MOST_LINES = 400;

export class Lines {
  constructor({ words, announcer }) {
    Object.assign(this, { words, announcer });
    this.known = new Map();
    this.list = h("div.lines", { role: "list" });
    this.element = h("div.talk", { tabIndex: 0, role: "region", "aria-label": words.say("talk") }, this.list);
    this.newer = h("button.newer", { type: "button", hidden: true, onclick: () => this.toEnd() });
    this.element.addEventListener("scroll", () => { if (this.isAtEnd) this.newer.hidden = true; }, { passive: true });
  }

  get isAtEnd() { return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR; }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.newer.hidden = true;
  }

  /* isFirst: the history comes in, which is not read aloud. */
  show(lines, { isFirst, isSeen }) {
    const wasAtEnd = this.isAtEnd;
    const shown = lines.slice(-MOST_LINES), keys = new Set(shown.map((line) => line.key));
    const fresh = shown.filter((line) => !this.known.has(line.key));
    for (const [key, { element }] of this.known) if (!keys.has(key)) { element.remove(); this.known.delete(key); }
    let before = this.list.firstElementChild;
    for (const line of shown) {
      let entry = this.known.get(line.key);
      if (!entry || entry.stamp !== line.stamp) {
        const element = line.make();
        if (entry) entry.element.replaceWith(element);
        if (entry && before === entry.element) before = element;
        entry = { element, stamp: line.stamp };
        this.known.set(line.key, entry);
      }
      if (entry.element === before) before = before.nextElementSibling;
      else this.list.insertBefore(entry.element, before);
    }
    if (isFirst) { this.toEnd(); return; }
    const told = fresh.filter((line) => line.text && !line.own);
    if (wasAtEnd || fresh.some((line) => line.own)) this.toEnd();
    else if (told.length) {
      this.newer.textContent = this.words.say("new_below", { count: told.length });
      this.newer.hidden = false;
    }
    if (isSeen) for (const line of told) this.announcer.say(line.name ? `${line.name}: ${line.text}` : line.text);
  }
}

/* Says a thing once, politely, and forgets it: what was said is never read again. */
export class Announcer {
  constructor() { this.element = h("div.hidden", { "aria-live": "polite", "aria-atomic": "false", "aria-relevant": "additions" }); }

  say(text) {
    const line = h("p", {}, text);
    this.element.append(line);
    setTimeout(() => line.remove(), 8000);
  }
}
