/* Files sent in parts, resumed after a break, one bar each. Without JavaScript the inputs are a plain multipart form.

   <div data-upload data-start-url="…" data-name="files" data-kind="photo_item" data-limit-bytes="50000000"
        data-text-sending="…" data-text-waiting="…" data-text-done="…" data-text-failed="…" data-text-too-large="…"
        data-text-hold="…">
     one or more <input type="file" data-upload-input [multiple] [accept] [capture="environment"]>: camera first on a
       phone is a second input with capture. Their names are taken away, so that the form does not send them again.
     optional: an element [data-upload-drop] to drop files on (wears the class "is-over" meanwhile)
     <ul data-upload-list>, into which goes, for each file, a copy of
     <template data-upload-row><li class="file"> with [data-upload-name], <progress data-upload-progress max="1">,
       [data-upload-state], <button type="button" data-upload-cancel>, <button type="button" data-upload-retry hidden>
     <p role="status" data-upload-status>
   The addresses answer as ui/uploads.py says. A finished file is a hidden input {data-name} = its id, and
   CustomEvent "amiabil:uploaded" (detail: the file); one taken back "amiabil:discarded". A form that is sent while
   files are on their way waits for them (data-text-hold). A row that came with the page is taken out by its button
   [data-remove-file] with the formaction that discards it. CSRF: the page's csrfmiddlewaretoken field. */

import { Sending, post } from "./sending.js";

class Upload {
  constructor(root) {
    this.root = root;
    this.row = root.querySelector("template[data-upload-row]");
    this.list = root.querySelector("[data-upload-list]");
    this.status = root.querySelector("[data-upload-status]");
    this.form = root.closest("form");
    this.files = new Set();
    for (const input of root.querySelectorAll("[data-upload-input]")) {
      input.removeAttribute("name");
      input.addEventListener("change", () => { this.add(input.files); input.value = ""; });
    }
    const drop = root.querySelector("[data-upload-drop]");
    if (drop) this.catchDrops(drop);
    this.list?.addEventListener("click", (event) => this.takeOut(event));
    this.form?.addEventListener("submit", (event) => this.hold(event), { capture: true });
  }

  catchDrops(drop) {
    const over = (isOver) => (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("is-over", isOver);
    };
    drop.addEventListener("dragenter", over(true));
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => { over(false)(event); this.add(event.dataTransfer.files); });
  }

  add(files) {
    for (const file of files) {
      const sending = new Sending(this, file);
      this.files.add(sending);
      this.queue = (this.queue ?? Promise.resolve()).then(() => sending.run());
    }
  }

  /* A file that came with the page; its button alone would leave what was typed. */
  takeOut(event) {
    const button = event.target.closest("[data-remove-file]");
    if (!button) return;
    event.preventDefault();
    button.disabled = true;
    post(button.formAction).then(
      () => {
        button.closest("[data-file]").remove();
        this.tell("amiabil:discarded", {});
        this.root.querySelector("[data-upload-input]")?.focus();
      },
      () => { button.disabled = false; this.say(this.root.dataset.textFailed ?? ""); },
    );
  }

  get isBusy() { return [...this.files].some((sending) => sending.isBusy); }

  /* A form with files on their way is sent when they have come, once, by the button that was pressed. */
  hold(event) {
    if (!this.isBusy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.heldBy = event.submitter ?? null;
    this.isHeld = true;
    this.say(this.root.dataset.textHold ?? "");
  }

  settled() {
    if (!this.isHeld || this.isBusy) return;
    this.isHeld = false;
    const allCame = [...this.files].every((sending) => sending.isDone);
    if (allCame) this.form.requestSubmit(this.heldBy);
  }

  say(text) { if (this.status) this.status.textContent = text; }

  tell(name, detail) { this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true })); }
}

const ready = new WeakSet();

function begin(within) {
  for (const root of within.querySelectorAll("[data-upload]")) {
    if (!ready.has(root)) new Upload(root);
    ready.add(root);
  }
}

begin(document);
document.addEventListener("htmx:load", () => begin(document)); // a swap may have brought a new one
