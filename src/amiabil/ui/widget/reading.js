/* What was said so far: fetched by version, each event once, and where the chat stands. */

import { Refused } from "./door.js";
import { Line } from "./line.js";

const PARTIES = new Set(["buyer", "seller"]);
const WAIT_AGAIN = 20_000;
const MOVES = /^chat\./;

export const isOwn = (event) => event.message !== null && PARTIES.has(event.actor.role);

export class Reading extends EventTarget {
  /* Take up a chat ({chat, secret}), or none. */
  begin(known) {
    this.hang();
    this.known = known;
    this.doc = null;
    this.events = [];
    this.ids = new Set();
    this.version = 0;
    this.isWhole = known === null;
    if (known) this.listen();
  }

  hang() {
    this.line?.close();
    this.line = null;
    clearTimeout(this.waiting);
  }

  get isOpen() { return this.known !== null && this.doc?.state !== "ended"; }

  get secret() { return { secret: this.known?.secret ?? null }; }

  path(part = "") { return `/chat/v1/chats/${this.known.chat}${part}`; }

  get others() { return this.events.filter((event) => event.message && !isOwn(event)); }

  get unread() {
    const read = this.store.get("read") ?? 0;
    return this.others.filter((event) => event.version > read).length;
  }

  read() {
    const last = this.others.at(-1)?.version ?? 0;
    if (last > (this.store.get("read") ?? 0)) this.store.set("read", last);
  }

  /* Whether somebody has looked since, or said something. */
  isSeen(event) {
    return (this.seenAt ?? "") > event.at || this.others.some((other) => other.version > event.version && other.actor.role === "agent");
  }

  listen() {
    this.line = new Line({
      grant: () => this.door.get(this.path("/token"), this.secret),
      ask: () => this.fetchNew(),
      hear: (sign) => this.typing.hear(sign),
      isNear: () => this.isNear,
    });
    this.fetchNew();
  }

  /* Everything after the last version that is whole here; asked again while it runs, it runs once more, and both wait for
     that. False when the line is away: the next round of asking tries again. */
  async fetchNew() {
    if (this.known === null) return true;
    this.isStale = true;
    return (this.fetching ??= this.fetchAll());
  }

  async fetchAll() {
    let isHere = true;
    while (isHere && this.isStale && this.known) {
      this.isStale = false;
      const asked = this.known;
      try {
        await this.fetchOnce(asked);
      } catch (problem) {
        if (problem instanceof Refused && [401, 403, 404].includes(problem.status) && asked === this.known) this.forget();
        else isHere = false;
      }
    }
    this.fetching = null;
    return isHere;
  }

  async fetchOnce(asked) {
    let moved = this.doc === null, news = false;
    for (let after = this.version; after !== null; ) {
      const page = await this.door.get(`${this.path("/events")}?after=${after}`, this.secret);
      if (asked !== this.known) return;
      const fresh = page.items.filter((event) => !this.ids.has(event.id));
      for (const event of fresh) this.ids.add(event.id);
      this.events.push(...fresh);
      news ||= fresh.length > 0;
      moved ||= fresh.some((event) => MOVES.test(event.type) || event.actor.role === "assistant");
      const last = page.items.at(-1)?.version ?? this.version;
      this.version = Math.max(this.version, last);
      /* A page may end within a version: the next one begins before it. */
      after = page.next === null || !fresh.length ? null : page.next - 1;
    }
    const isFirst = !this.isWhole;
    this.isWhole = true;
    if (moved || this.doc.state !== "with_agent") await this.look(asked);
    if (asked === this.known && (news || isFirst)) this.changed();
  }

  async look(asked = this.known) {
    const doc = await this.door.get(this.path(), this.secret);
    if (asked === this.known) this.stand(doc);
  }

  /* The chat as the server says it stands now. */
  stand(doc) {
    const was = JSON.stringify(this.doc);
    this.doc = doc;
    clearTimeout(this.waiting);
    if (doc.state === "ended") this.hang();
    else if (doc.state === "waiting" || doc.assistant) {
      this.waiting = setTimeout(() => document.hidden || this.look().catch(() => {}), WAIT_AGAIN);
    }
    if (JSON.stringify(doc) !== was) this.changed();
  }

  async transcript() {
    const answer = await this.door.get(this.path("/transcript"), { ...this.secret, raw: true });
    return answer.blob();
  }
}
