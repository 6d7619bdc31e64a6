/* One file on its way: announced at web, sent to push in parts, resumed after a break, finished at web.

   Used by upload.js, which describes the markup; the addresses answer as ui/uploads.py says. */

const AT_ONCE = 3, TRIES = 6;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

class Refused extends Error {}

export async function post(url, body, signal) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf(), Accept: "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body ?? {}), signal });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(answer.status < 500 ? new Refused(said.detail ?? "") : new Error(), said);
  return said;
}

/* XMLHttpRequest, because fetch tells nothing while it sends. */
function put(url, token, bytes, { signal, progress }) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => done(request.status);
    request.onerror = request.ontimeout = () => failed(new Error("network"));
    request.onabort = () => failed(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(bytes);
  });
}

export class Sending {
  constructor(upload, file) {
    this.upload = upload;
    this.file = file;
    this.data = upload.root.dataset;
    this.stop = new AbortController();
    this.isBusy = true;
    this.memory = `amiabil-upload ${this.data.startUrl} ${file.name} ${file.size} ${file.lastModified}`;
    this.row = upload.row.content.firstElementChild.cloneNode(true);
    this.part("name").textContent = file.name;
    this.part("cancel").addEventListener("click", () => this.cancel());
    this.part("retry").addEventListener("click", () => { this.stop = new AbortController(); this.run(); });
    upload.list.append(this.row);
  }

  part(name) { return this.row.querySelector(`[data-upload-${name}]`); }

  show(state, text = this.data[state] ?? "") {
    this.part("state").textContent = text;
    this.part("retry").hidden = state !== "textFailed";
    this.part("progress").hidden = state !== "textSending" && state !== "textWaiting";
    if (state !== "textSending") this.upload.say(`${this.file.name}: ${text}`);
  }

  async run() {
    if (!this.row.isConnected) return; // taken back while it waited
    this.isBusy = true;
    try {
      if (this.file.size > Number(this.data.limitBytes || Infinity)) throw new Refused(this.data.textTooLarge);
      this.show("textSending");
      this.way ??= await this.begin();
      for (let attempt = 0; !(await this.sendParts()); attempt += 1) {
        if (attempt >= TRIES) throw new Error("too many tries");
        this.show("textWaiting");
        await pause(1000 * 2 ** attempt * (0.5 + Math.random()));
        this.show("textSending");
      }
      this.finish((await post(this.way.finish, {}, this.stop.signal)).file);
    } catch (error) {
      if (error.name !== "AbortError") this.fail(error);
    }
    this.isBusy = false;
    this.upload.settled();
  }

  fail(error) {
    const isFinal = error instanceof Refused;
    this.show("textFailed", (isFinal && error.message) || undefined);
    this.part("retry").hidden = isFinal;
  }

  async begin() {
    const known = sessionStorage.getItem(this.memory);
    const again = known && (await post(known, {}, this.stop.signal).catch(() => null));
    const body = { name: this.file.name, size: this.file.size, evidence_kind: this.data.kind ?? "" };
    const way = again || (await post(this.data.startUrl, body, this.stop.signal));
    sessionStorage.setItem(this.memory, way.renew);
    return way;
  }

  /* Send what push does not have yet, a few at once; false when something has to be tried again. */
  async sendParts() {
    const { push, token, parts, part_size: size } = this.way;
    const { signal } = this.stop;
    const asked = await fetch(push, { headers: { Authorization: `Bearer ${token}` }, signal }).catch((error) => {
      if (error.name === "AbortError") throw error;
    });
    if (asked?.status === 401) this.way = await post(this.way.renew, {}, signal);
    if (!asked?.ok) return false;
    const sent = new Map((await asked.json()).parts.map((n) => [n, Math.min(size, this.file.size - n * size)]));
    const missing = [...Array(parts).keys()].filter((n) => !sent.has(n));
    const worker = async () => {
      for (let n; (n = missing.shift()) !== undefined;) {
        const progress = (bytes) => {
          sent.set(n, bytes);
          this.part("progress").value = [...sent.values()].reduce((a, b) => a + b, 0) / this.file.size;
        };
        const status = await put(`${push}/${n}`, token, this.file.slice(n * size, (n + 1) * size), { signal, progress });
        if (status >= 300) return false;
      }
      return true;
    };
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
    if (signal.aborted) throw new DOMException("cancelled", "AbortError");
    return ends.every((end) => end.value === true);
  }

  finish(file) {
    sessionStorage.removeItem(this.memory);
    this.isDone = true;
    this.show("textDone");
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: this.data.name, value: file.id });
    this.row.append(input);
    this.upload.tell("amiabil:uploaded", file);
  }

  cancel() {
    this.stop.abort();
    sessionStorage.removeItem(this.memory);
    if (this.way) post(this.way.discard).then(() => this.upload.tell("amiabil:discarded", this.way), () => {});
    this.row.remove();
    this.upload.files.delete(this);
    this.upload.settled();
    this.upload.root.querySelector("[data-upload-input]")?.focus();
  }
}
