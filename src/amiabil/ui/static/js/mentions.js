// Colleagues to name in a note: after "@" a list opens over the box, and the chosen one is written as "@user". On a form:
// data-mentions-url (GET q, answers items and what is said of them), [data-mentions-on] (the box that makes it a note),
// [data-mentions-list] and [data-mentions-said]. Without this file "@user" is typed by hand, and means the same.

const PAUSE = 120; // milliseconds after the last key
const NAMED = /(?:^|[^\w@.+-])@([\p{L}\d._-]{0,60})$/u; // what stands before the caret, as notes are read

class Mentions {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("textarea");
    this.on = form.querySelector("[data-mentions-on]");
    this.list = form.querySelector("[data-mentions-list]");
    this.said = form.querySelector("[data-mentions-said]");
    this.at = -1;
    this.text.setAttribute("aria-controls", this.list.id);
    this.text.setAttribute("aria-autocomplete", "list");
    this.text.addEventListener("input", () => this.later());
    this.text.addEventListener("keydown", (event) => this.key(event), true);
    this.text.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(item);
    });
  }

  /* The beginning of a name before the caret; null when none is being written, or it is no note. */
  typed() {
    if (!this.on.checked || this.text.selectionStart !== this.text.selectionEnd) return null;
    return NAMED.exec(this.text.value.slice(0, this.text.selectionStart))?.[1] ?? null;
  }

  later() {
    clearTimeout(this.timer);
    if (this.typed() === null) return this.close();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const typed = this.typed();
    if (typed === null) return this.close();
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const address = `${this.form.dataset.mentionsUrl}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show(await answer.json());
    } catch {
      return; // a newer question, or no network: the name is typed by hand
    }
  }

  show({ items, said }) {
    if (this.typed() === null || document.activeElement !== this.text) return this.close();
    this.list.replaceChildren(...items.map((one, place) => this.option(one, place)));
    this.said.textContent = said;
    this.list.hidden = items.length === 0;
    if (items.length) this.mark(0);
    else this.text.removeAttribute("aria-activedescendant");
  }

  option({ user, name }, place) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${place}`;
    item.setAttribute("role", "option");
    item.dataset.user = user;
    const title = document.createElement("span");
    title.textContent = name;
    const about = document.createElement("small");
    about.textContent = `@${user}`;
    about.dir = "ltr";
    item.append(title, " ", about);
    return item;
  }

  mark(place) {
    const items = [...this.list.children];
    this.at = (place + items.length) % items.length;
    items.forEach((one, n) => one.setAttribute("aria-selected", String(n === this.at)));
    this.text.setAttribute("aria-activedescendant", items[this.at].id);
    items[this.at].scrollIntoView({ block: "nearest" });
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.said.textContent = "";
    this.text.removeAttribute("aria-activedescendant");
  }

  choose(item) {
    const end = this.text.selectionStart;
    const start = end - (this.typed() ?? "").length;
    this.text.setRangeText(`${item.dataset.user} `, start, end, "end");
    this.close();
    this.text.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept with it
  }

  key(event) {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.mark(this.at + step);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) this.choose(this.list.children[this.at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

for (const form of document.querySelectorAll("form[data-mentions-url]")) new Mentions(form);
