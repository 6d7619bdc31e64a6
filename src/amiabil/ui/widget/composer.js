/* The box: what is being written outlives a reload; Enter sends, Shift and Enter begin a line. */

import { h, icon } from "./dom.js";
import { Attachments } from "./files.js";

export const MOST_LETTERS = 4000;

export class Composer {
  constructor(panel) {
    const { words, talk } = panel;
    Object.assign(this, { panel, words, talk });
    this.field = h("textarea", {
      id: "message", rows: 1, placeholder: words.say("message"), maxLength: MOST_LETTERS, value: talk.store.get("draft") ?? "", enterKeyHint: "send", dir: "auto",
      oninput: () => this.changed(), onkeydown: (event) => this.key(event), onpaste: (event) => this.attachments.paste(event),
    });
    this.left = h("span.left.small", { role: "status" });
    this.attachments = new Attachments(panel);
    this.element = h("form.box", { onsubmit: (event) => { event.preventDefault(); this.send(); } },
      h("label.hidden", { htmlFor: "message" }, words.say("message")),
      this.attachments.list,
      this.field,
      h("div.row", {},
        this.attachments.buttons,
        this.left,
        h("span.push"),
        h("button.primary.send", { type: "submit" }, words.say("send"), icon("paper-plane-right"))));
    this.grow();
  }

  changed() {
    this.talk.store.set("draft", this.field.value);
    if (this.field.value.trim()) this.talk.typing.write();
    const left = MOST_LETTERS - this.field.value.length;
    this.left.textContent = left < 200 ? this.words.say("letters_left", { count: left }) : "";
    this.grow();
  }

  /* As high as its text; browsers that do it by themselves are left alone. */
  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  async send() {
    const text = this.field.value.trim();
    if (this.attachments.isBusy) return this.panel.tell(this.words.say("files_wait"));
    const files = this.attachments.take();
    if (!text && !files.length) return this.field.focus();
    this.field.value = "";
    this.changed();
    this.talk.typing.stop();
    this.panel.send(text, files.length ? { files } : {});
    return this.field.focus();
  }
}
