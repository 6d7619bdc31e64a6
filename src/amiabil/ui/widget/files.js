/* Files and pictures: chosen, dropped, pasted or taken with the camera; sent in parts to push, then with a message. */

import { h, icon } from "./dom.js";

const TRIES = 5, MOST_FILES = 10;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Attachments {
  constructor(panel) {
    Object.assign(this, { panel, talk: panel.talk, words: panel.words });
    this.files = new Map();
    this.list = h("ul.files", { "aria-label": this.words.say("files") });
    this.input = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.picked(this.input) });
    this.camera = h("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, onchange: () => this.picked(this.camera) });
    const button = (name, sign, input) => h(`button.quiet.sign-only.${name}`, {
      type: "button", "aria-label": this.words.say(name), title: this.words.say(name), onclick: () => input.click(),
    }, icon(sign));
    this.buttons = [button("attach", "paperclip", this.input), button("camera", "camera", this.camera), this.input, this.camera];
  }

  get isBusy() { return [...this.files.values()].some((file) => !file.done); }

  picked(input) {
    this.add(input.files);
    input.value = "";
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  /* Files dropped anywhere on the panel. */
  catchDrops(place) {
    const over = (isOver) => (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      place.classList.toggle("is-over", isOver);
    };
    for (const kind of ["dragenter", "dragover"]) place.addEventListener(kind, over(true));
    place.addEventListener("dragleave", over(false));
    place.addEventListener("drop", (event) => { over(false)(event); this.add(event.dataTransfer?.files ?? []); });
  }

  add(files) {
    if (!this.talk.isOpen) { if (files.length) this.panel.tell(this.words.say("files_later")); return; }
    for (const file of files) {
      if (this.files.size >= MOST_FILES) { this.panel.tell(this.words.say("files_most", { count: MOST_FILES })); return; }
      this.one(file);
    }
  }

  async one(file) {
    const stop = new AbortController(), key = Symbol(file.name);
    const name = file.name || this.words.say("picture");
    const bar = h("progress", { max: 1, value: 0, "aria-label": name });
    const row = h("li", {}, icon(file.type.startsWith("image/") ? "image" : "file-text"), h("span.grow", { dir: "auto" }, name),
      h("span.small.quiet", {}, this.words.bytes(file.size)), bar,
      h("button.quiet.sign-only", { type: "button", "aria-label": this.words.say("remove_file", { name }), onclick: () => {
        stop.abort();
        this.files.delete(key);
        row.remove();
        this.panel.composer.field.focus();
      } }, icon("x")));
    this.list.append(row);
    this.files.set(key, { done: null, row });
    try {
      const done = await this.send(file, name, stop.signal, (share) => { bar.value = share; });
      this.files.set(key, { done, row });
      bar.remove();
      this.panel.announcer.say(this.words.say("file_ready", { name }));
    } catch (problem) {
      if (stop.signal.aborted) return;
      this.files.delete(key);
      row.remove();
      this.panel.tell(`${name}: ${problem.status ? problem.message : this.words.say("file_failed")}`);
    }
  }

  async send(file, name, signal, told) {
    const { door } = this.talk, path = this.talk.path("/uploads"), { secret } = this.talk;
    const way = await door.post(path, { name, size: file.size }, secret);
    for (let attempt = 0; !(await this.parts(way, file, signal, told)); attempt += 1) {
      if (attempt >= TRIES) throw new Error("too many tries");
      await pause(1000 * 2 ** attempt);
    }
    const done = await door.ask("PUT", `${path}/${way.upload}`, {}, secret);
    return done.file.id;
  }

  /* Send the parts push does not have yet; false when something has to be tried again. */
  async parts({ push, token, parts, part_size: size }, file, signal, told) {
    const headers = { Authorization: `Bearer ${token}` };
    try {
      const there = await fetch(push, { headers, signal, credentials: "omit" });
      if (!there.ok) return false;
      const kept = new Set((await there.json()).parts);
      for (let part = 0; part < parts; part += 1) {
        if (!kept.has(part)) {
          const body = file.slice(part * size, (part + 1) * size);
          const answer = await fetch(`${push}/${part}`, { method: "PUT", headers, body, signal, credentials: "omit" });
          if (!answer.ok) return false;
        }
        told((part + 1) / parts);
      }
      return true;
    } catch (problem) {
      if (signal.aborted) throw problem;
      return false;
    }
  }

  /* The ids of what is ready, which goes with the next message. */
  take() {
    const done = [...this.files.values()].map((file) => file.done);
    for (const { row } of this.files.values()) row.remove();
    this.files.clear();
    return done;
  }
}

/* The files of a message. They need the secret of the chat, so they are fetched and then opened. */
export function filesOf(files, { words, panel, talk }) {
  if (!files.length) return null;
  const open = async (file) => panel.guard(async () => {
    const answer = await talk.door.get(file.url, { ...talk.secret, raw: true });
    panel.offer(await answer.blob(), file.name);
  });
  return h("div.cards", {}, files.map((file) => h(
    "button.card.go", { type: "button", disabled: !file.url, onclick: () => open(file) },
    h("span.sign", {}, icon(file.type?.startsWith("image/") ? "image" : "file-text")),
    h("span.grow", {}, h("b", { dir: "auto" }, file.name), h("span.small.quiet", {}, words.bytes(file.bytes))),
    icon("download-simple"))));
}
