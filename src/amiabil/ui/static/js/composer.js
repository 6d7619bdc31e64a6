// The box to write in: Ctrl/Cmd+Enter sends, the draft stays on this device until it was sent, a message written
// offline goes when the line is back. One text has one message_id, so sending it twice posts it once.

const LIVE = 800; // milliseconds after the last key before the draft is written

class Composer {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("textarea");
    this.id = form.querySelector("[name=message_id]");
    this.state = form.querySelector("[data-draft-state]");
    this.key = `amiabil:draft:${form.dataset.draftKey}`;
    this.restore();
    this.text.addEventListener("input", () => this.later());
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      // In an empty box a slash asks for a saved reply; anywhere else it is a slash.
      const saved = event.key === "/" && !this.text.value && form.querySelector("[name=reply_name]");
      if (saved) event.preventDefault(), saved.focus();
    });
    form.addEventListener("submit", (event) => this.send(event), true);
    form.addEventListener("change", () => this.ground());
    addEventListener("online", () => this.resend());
    this.ground();
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  write(draft) {
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
      return true;
    } catch {
      return false; // no storage: the text is still in the box
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // nothing was stored
    }
  }

  restore() {
    const draft = this.read();
    if (!draft?.text || this.text.value) return;
    // What was sent and answered is in the thread already: its draft is done.
    if (draft.sent && document.querySelector(`[data-entry="${draft.id}"]`)) {
      this.forget();
      return;
    }
    this.text.value = draft.text;
    this.id.value = draft.id;
    this.say(this.form.dataset.kept);
    if (draft.waiting) this.resend();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), LIVE);
  }

  keep(more = {}) {
    if (!this.text.value) {
      this.forget();
      this.say("");
      return;
    }
    if (this.write({ text: this.text.value, id: this.id.value, ...more })) this.say(this.form.dataset.kept);
  }

  send(event) {
    clearTimeout(this.timer);
    if (navigator.onLine) {
      this.keep({ sent: true });
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.keep({ waiting: true });
    this.say(this.form.dataset.waiting);
  }

  resend() {
    if (this.read()?.waiting && this.text.value && navigator.onLine) this.form.requestSubmit();
  }

  // A closed audience changes the ground of the box, so that nobody writes to the wrong readers.
  ground() {
    const chosen = this.form.querySelector("[data-audience]")?.selectedOptions[0];
    if (chosen) this.form.classList.toggle("composer-closed", "closed" in chosen.dataset);
  }

  say(text) {
    if (this.state) this.state.textContent = text ?? "";
  }
}

const start = (root) => {
  for (const form of root.querySelectorAll("[data-composer]:not([data-started])")) {
    form.dataset.started = "";
    new Composer(form);
  }
};
start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target.ownerDocument ?? document));
