/* The head of the panel: with whom one talks, and what can be done with the chat. */

import { h, icon, put } from "./dom.js";
import { stepThrough } from "./focus.js";

export class Head {
  constructor(panel) {
    const { words, talk } = panel;
    Object.assign(this, { panel, words, talk });
    this.face = h("span.who", { "aria-hidden": "true" });
    this.title = h("h2", { id: "title" });
    this.about = h("p.small.quiet");
    const entry = (name, sign, act) => h("button", { type: "button", role: "menuitem", onclick: () => { this.fold(); act(); } }, icon(sign), words.say(name));
    this.entries = {
      person: entry("ask_person", "user", () => panel.guard(() => talk.act("person"))),
      download: entry("download", "download-simple", () => panel.download()),
      mail: entry("mail", "envelope-simple", () => panel.mail()),
      end: entry("end", "x", () => panel.guard(() => talk.act("end"))),
    };
    this.menu = h("div.menu", { role: "menu", id: "menu", "aria-label": words.say("menu"), hidden: true, onkeydown: (event) => this.key(event) },
      Object.values(this.entries));
    this.more = h("button.quiet.sign-only", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": "menu", "aria-label": words.say("menu"), onclick: () => this.unfold() }, icon("dots-three"));
    this.shut = h("button.quiet.sign-only", { type: "button", "aria-label": words.say("minimise"), onclick: () => panel.close() }, icon("caret-down"));
    this.element = h("header.head", {}, this.face, h("div.grow", {}, this.title, this.about), this.more, this.shut, this.menu);
  }

  unfold() {
    const isOpen = this.menu.hidden;
    this.menu.hidden = !isOpen;
    this.more.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.menu.querySelector("button:not([hidden])")?.focus();
  }

  /* Whether there was something to fold. */
  fold() {
    if (this.menu.hidden) return false;
    this.menu.hidden = true;
    this.more.setAttribute("aria-expanded", "false");
    this.more.focus();
    return true;
  }

  key(event) {
    if (event.key === "Tab") this.fold();
    else stepThrough(this.menu, event);
  }

  show() {
    const { talk, words } = this, state = talk.known ? talk.doc?.state : null, agent = talk.doc?.agent?.name;
    const [face, title, about] = state === "with_agent"
      ? [(agent ?? words.marketplace).charAt(0), agent ?? words.say("colleague"), words.say("answers_you")]
      : state === "with_assistant"
        ? [icon("sparkle"), words.say("assistant"), words.say("a_program")]
        : [icon("chats-circle"), words.marketplace, talk.doc?.wait?.is_there ? words.say("waiting") : state === "ended" ? words.say("over") : words.say("chat_and_help")];
    put(this.title, title);
    put(this.about, about);
    this.face.replaceChildren(face);
    this.face.classList.toggle("is-person", state === "with_agent");
    this.entries.person.hidden = state !== "with_assistant";
    this.entries.download.hidden = !state;
    this.entries.mail.hidden = !talk.mayMail;
    this.entries.end.hidden = !talk.isOpen;
    this.more.hidden = !state;
  }
}
