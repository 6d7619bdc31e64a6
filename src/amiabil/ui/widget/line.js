/* Hears that something is new: by the push stream, read with fetch so that its token stands in a header and in no address;
   by asking again and again while there is none. What is new is always fetched by version: a stream that a proxy cuts,
   holds back or doubles loses nothing and doubles nothing. */

const FIRST_BYTE = 7_000, SILENT = 50_000, HIDDEN = 60_000, LONGEST = 20_000;
const OFTEN = 4_000, SELDOM = 15_000;

const spread = (ms) => ms * (0.5 + Math.random());

export class Line {
  /* grant: asks for {token, url}; ask: fetches what is new; hear: is told of presence; isNear: somebody looks. */
  constructor({ grant, ask, hear, isNear }) {
    Object.assign(this, { grant, ask, hear, isNear });
    this.lastId = null;
    this.retry = 1000;
    this.failures = 0;
    this.isOpen = false;
    this.isOver = false;
    this.onVisibility = () => this.turn();
    this.onOnline = () => this.wake?.();
    document.addEventListener("visibilitychange", this.onVisibility);
    window.addEventListener("online", this.onOnline);
    this.run();
    this.poll();
  }

  close() {
    this.isOver = true;
    clearTimeout(this.polling);
    document.removeEventListener("visibilitychange", this.onVisibility);
    window.removeEventListener("online", this.onOnline);
    this.connection?.abort();
    this.wake?.();
  }

  turn() {
    clearTimeout(this.hiding);
    if (document.hidden) this.hiding = setTimeout(() => this.connection?.abort(), HIDDEN);
    else { this.wake?.(); this.ask(); }
  }

  poll() {
    const soon = this.isNear() ? OFTEN : SELDOM;
    this.polling = setTimeout(async () => {
      if (!this.isOpen && !document.hidden) await this.ask();
      if (!this.isOver) this.poll();
    }, spread(soon));
  }

  async run() {
    while (!this.isOver) {
      if (document.hidden) await this.woken();
      try {
        await this.listen();
        this.failures = 0;
      } catch {
        this.failures += 1;
      }
      this.isOpen = false;
      if (!this.isOver) await this.woken(spread(Math.min(LONGEST, this.retry * 2 ** this.failures)));
    }
  }

  woken(ms) {
    return new Promise((done) => {
      const timer = ms === undefined ? 0 : setTimeout(done, ms);
      this.wake = () => { clearTimeout(timer); done(); };
    });
  }

  async listen() {
    const { token, url } = await this.grant();
    const connection = (this.connection = new AbortController());
    let timer = 0;
    const within = (ms) => { clearTimeout(timer); timer = setTimeout(() => connection.abort(), ms); };
    const headers = { Authorization: `Bearer ${token}` };
    if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
    within(FIRST_BYTE);
    try {
      const answer = await fetch(url, { headers, cache: "no-store", credentials: "omit", signal: connection.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), () => within(SILENT));
    } finally {
      clearTimeout(timer);
    }
  }

  async read(reader, touch) {
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      touch();
      if (!this.isOpen) { // the first byte came through: from here on it is told, and what was before is asked for
        this.isOpen = true;
        this.failures = 0;
        this.ask();
      }
      const blocks = (text + value).split("\n\n");
      text = blocks.pop();
      blocks.forEach((block) => this.take(block));
    }
  }

  take(block) {
    const fields = {};
    for (const row of block.split("\n")) {
      const [, name, value] = /^([a-z]+): ?(.*)$/.exec(row) ?? [];
      if (name) fields[name] = value;
    }
    if (fields.id) this.lastId = fields.id;
    if (fields.retry) this.retry = Number(fields.retry);
    if (fields.event === "presence") this.hear(JSON.parse(fields.data));
    else if (fields.data) this.ask();
  }
}
