/* The panel: head, talk, what is to be done now, and the box. Drawn again whenever the talk changes, a part at a time. */

import { Composer } from "./composer.js";
import { h, put } from "./dom.js";
import { linesOf, pendingLines } from "./entries.js";
import { keepInside } from "./focus.js";
import { Foot } from "./foot.js";
import { Head } from "./head.js";
import { Home } from "./home.js";
import { Lines } from "./lines.js";

const WHOLE_SCREEN = "(max-width: 36rem), (max-height: 30rem)";

export class Panel {
  constructor({ talk, words, announcer, closed, opened }) {
    Object.assign(this, { talk, words, announcer, closed, opened });
    this.lines = new Lines({ words, announcer });
    this.head = new Head(this);
    this.home = new Home(this);
    this.composer = new Composer(this);
    this.foot = new Foot(this);
    this.writers = h("p.writers.small.quiet", { role: "status" });
    this.notice = h("p.notice", { role: "alert", hidden: true });
    this.element = h("section.panel", { id: "panel", role: "dialog", "aria-labelledby": "title", tabIndex: -1, hidden: true, onkeydown: (event) => this.key(event) },
      this.head.element, this.home.element, this.lines.element, this.lines.newer, this.writers, this.foot.element, this.notice, this.composer.element);
    this.composer.attachments.catchDrops(this.element);
    this.size = window.matchMedia(WHOLE_SCREEN);
    this.size.addEventListener("change", () => this.fit());
    this.isFirst = true;
    talk.addEventListener("change", () => this.later());
    this.fit();
    this.show();
  }

  get isOpen() { return !this.element.hidden; }

  fit() {
    if (this.size.matches) this.element.setAttribute("aria-modal", "true");
    else this.element.removeAttribute("aria-modal");
  }

  open({ focus = true } = {}) {
    this.element.hidden = false;
    this.talk.isNear = true;
    this.opened();
    this.home.load();
    if (this.talk.door.isOurs || this.talk.person) this.guard(() => this.talk.findMine());
    this.show();
    this.lines.toEnd();
    this.talk.typing.say("viewing");
    if (!focus) return;
    if (window.matchMedia("(pointer: coarse)").matches) this.element.focus();
    else (this.composer.element.hidden ? this.element : this.composer.field).focus();
  }

  close() {
    this.element.hidden = true;
    this.talk.isNear = false;
    this.talk.typing.say("gone");
    this.closed();
  }

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (!this.head.fold()) this.close();
    } else if (this.size.matches) keepInside(this.element, event);
  }

  // ---- drawing ----------------------------------------------------------------------------------

  /* Many changes at once are one drawing. */
  later() {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => { this.due = false; this.show(); });
  }

  show() {
    const { talk, words } = this, items = talk.outbox.items, isHome = !talk.known && !items.length;
    this.head.show();
    this.home.element.hidden = !isHome;
    this.lines.element.hidden = isHome;
    this.element.classList.toggle("is-home", isHome);
    const lines = [...linesOf(talk, { words, panel: this }), ...pendingLines(items, { words, talk })];
    this.lines.show(lines, { isFirst: this.isFirst || !talk.isWhole, isSeen: !document.hidden });
    if (talk.isWhole && talk.known) this.isFirst = false;
    if (!talk.known) this.isFirst = !items.length;
    const names = talk.typing.writers;
    put(this.writers, names.length ? words.say("writes", { name: names.join(", ") }) : "");
    this.foot.show(items);
    this.composer.element.hidden = talk.known !== null && talk.doc?.state === "ended" && !items.length;
    this.element.classList.toggle("may-attach", talk.isOpen);
  }

  // ---- doing ------------------------------------------------------------------------------------

  send(text, more = {}) {
    this.tell("");
    const isFirst = this.talk.known === null;
    this.talk.write(text, isFirst && this.home.wantsPerson ? { ...more, person: true } : more);
    this.lines.toEnd();
  }

  /* Do it, and say what was refused where it was done. */
  async guard(act, field) {
    try {
      await act();
      this.tell("");
    } catch (problem) {
      this.tell(problem.status ? problem.message : this.words.say("offline"));
      field?.focus();
    }
  }

  tell(text) {
    put(this.notice, text);
    this.notice.hidden = !text;
  }

  anew() {
    this.talk.startAnew();
    this.home.load();
    this.composer.element.hidden = false;
    this.composer.field.focus();
  }

  /* One press where the address is known; else it is asked for. */
  mail() {
    const { talk } = this, { address, waits } = talk.doc.mail;
    if (address && !waits) return this.guard(() => talk.act("mail"));
    talk.wantsMail = true;
    this.show();
    return this.foot.element.querySelector("#email")?.focus();
  }

  download() {
    return this.guard(async () => this.offer(await this.talk.transcript(), `${this.talk.known.chat}.txt`));
  }

  /* Give somebody a file to keep. */
  offer(blob, name) {
    const link = h("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}
