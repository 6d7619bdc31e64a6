// What is being written is kept by the server too, so that it is there on every device: a moment after the last key.
// On a form: data-draft-url (POST text, answers 204) and data-kept-there, said in its [data-draft-state].

const AFTER = 1500; // milliseconds after the last key

class Draft {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("textarea");
    this.state = form.querySelector("[data-draft-state]");
    this.last = this.text.value;
    this.text.addEventListener("input", () => this.later());
    form.addEventListener("submit", () => clearTimeout(this.timer));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), AFTER);
  }

  async keep() {
    const text = this.text.value;
    if (text === this.last) return;
    const body = new FormData();
    body.set("text", text);
    body.set("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(this.form.dataset.draftUrl, { method: "POST", body });
      if (!answer.ok) return;
      this.last = text;
      if (this.state) this.state.textContent = text ? this.form.dataset.keptThere : "";
    } catch {
      return; // offline: the draft is on this device, the next key tries again
    }
  }
}

for (const form of document.querySelectorAll("form[data-draft-url]")) new Draft(form);
