/* Live events of a page, over server-sent events with a token in a header; by polling while push is away.

   On one element of the page:
     data-stream-token-url  GET, this site: {"token": …, "url": …/stream/v1}; asked before each connection.
                            401, 403, 404: the reader may hear nothing (more), and this ends.
     data-poll-url          GET, this site: {"version": …}, anything that changes when the page is out of date.
     data-version           optional: that value when the page was made.
     data-stream-last-id    optional: the stream_seq up to which the page knows everything.
   Anywhere below it, optional: an empty <p role="status" data-stream-status data-text-away="…" data-text-ended="…">,
   which is told, in the page's language, that news come late, or no more.

   Heard by the page, on that element and above it, as CustomEvent "amiabil:event":
     detail = the event {id, type, at, actor, case, version, stream_seq, data}, or {type: "changed"} when it is only
     known that something is new. With htmx: hx-trigger="amiabil:event from:body". Works without JavaScript: reload. */

const POLL = 12_000, SILENT = 50_000, HIDDEN = 30_000, LONGEST = 15_000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const jitter = (ms) => ms * (0.5 + Math.random());

class Ended extends Error {}

class Live {
  constructor(root) {
    this.root = root;
    this.status = root.querySelector("[data-stream-status]");
    this.lastId = root.dataset.streamLastId || null;
    this.version = root.dataset.version ?? null;
    this.retry = 1000;
    this.failures = 0;
    this.isOpen = false;
    document.addEventListener("visibilitychange", () => this.onVisibility());
    window.addEventListener("online", () => this.wake?.());
    setInterval(() => { if (!this.isOpen && !document.hidden) this.poll(); }, POLL);
    this.run();
  }

  onVisibility() {
    clearTimeout(this.hiding);
    if (document.hidden) this.hiding = setTimeout(() => this.connection?.abort(), HIDDEN);
    else this.wake?.();
  }

  say(key) {
    const text = (key && this.status?.dataset[key]) || "";
    if (this.status && this.status.textContent !== text) this.status.textContent = text;
  }

  tell(detail, name = "amiabil:event") {
    this.root.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  async run() {
    for (;;) {
      if (document.hidden) await this.woken();
      try {
        await this.listen();
        this.failures = 0;
      } catch (error) {
        if (error instanceof Ended) break;
        this.failures += 1;
      }
      this.isOpen = false;
      if (this.failures > 1) this.say("textAway");
      if (this.failures === 2) this.poll();
      await this.woken(jitter(Math.min(LONGEST, this.retry * 2 ** this.failures)));
    }
    this.say("textEnded");
  }

  /* Until the time is over (without one: until the page is looked at), or sooner when the page comes back. */
  woken(ms) {
    return new Promise((done) => {
      const timer = ms === undefined ? 0 : setTimeout(done, ms);
      this.wake = () => { clearTimeout(timer); done(); };
    });
  }

  async ask(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
    if ([401, 403, 404].includes(answer.status)) throw new Ended();
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async listen() {
    const grant = await this.ask(this.root.dataset.streamTokenUrl);
    this.connection = new AbortController();
    const headers = { Authorization: `Bearer ${grant.token}` };
    if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
    const watch = { timer: 0, touch: () => {
      clearTimeout(watch.timer);
      watch.timer = setTimeout(() => this.connection.abort(), SILENT);
    } };
    watch.touch();
    try {
      const answer = await fetch(grant.url, { headers, cache: "no-store", signal: this.connection.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      this.isOpen = true;
      this.failures = 0;
      this.say(null);
      if (this.lastId === null) this.poll();
      await this.read(answer.body, watch);
    } finally {
      clearTimeout(watch.timer);
    }
  }

  async read(body, watch) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      watch.touch();
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop();
      blocks.forEach((block) => this.take(block));
    }
  }

  take(block) {
    const fields = {};
    for (const line of block.split("\n")) {
      const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
      if (name) fields[name] = value;
    }
    if (fields.id) this.lastId = fields.id;
    if (fields.retry) this.retry = Number(fields.retry);
    if (fields.event === "presence") this.tell(JSON.parse(fields.data), "amiabil:presence");
    else if (fields.event === "refetch") pause(Math.random() * 2000).then(() => this.poll(true));
    else if (!fields.event && fields.data) this.tell(JSON.parse(fields.data));
  }

  /* Ask whether the page is out of date; must: tell it even when the version is not known to have changed. */
  async poll(must = false) {
    if (!this.root.dataset.pollUrl) return;
    try {
      const version = String((await this.ask(this.root.dataset.pollUrl)).version);
      const isNew = this.version !== null && version !== this.version;
      this.version = version;
      if (isNew || must) this.tell({ type: "changed", version });
    } catch {
      return; // the next round asks again
    }
  }
}

document.querySelectorAll("[data-stream-token-url]").forEach((root) => new Live(root));
