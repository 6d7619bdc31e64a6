/* Who writes, and whether somebody looks. Signs go to push and are kept nowhere. */

const AGAIN = 20_000, GONE = 50_000, WRITES = 6_000, FADES = 22_000, GOOD_FOR = 13 * 60_000;

export class Typing {
  constructor(talk) {
    this.talk = talk;
    this.others = new Map();
    this.wrote = 0;
    this.onLeave = () => this.say("gone");
    window.addEventListener("pagehide", this.onLeave);
    this.timer = setInterval(() => this.refresh(), AGAIN);
  }

  close() {
    window.removeEventListener("pagehide", this.onLeave);
    clearInterval(this.timer);
  }

  get doing() { return Date.now() - this.wrote < WRITES ? "writing" : "viewing"; }

  get isWorth() { return this.talk.doc?.state === "with_agent" || this.talk.doc?.state === "waiting"; }

  refresh() {
    if (this.talk.isNear && !document.hidden) this.say(this.doing);
    for (const [person, one] of this.others) if (Date.now() - one.at > GONE) this.others.delete(person);
    this.talk.changed();
  }

  write() {
    const was = this.doing;
    this.wrote = Date.now();
    if (was === "writing") return;
    this.goOn();
  }

  /* Say it again while it lasts, and once that it is over. */
  goOn() {
    this.say(this.doing);
    if (this.doing === "writing") setTimeout(() => this.goOn(), WRITES + 500);
  }

  stop() {
    this.wrote = 0;
    for (const one of this.others.values()) one.doing = "viewing";
  }

  async say(doing, again = false) {
    if (!this.isWorth || (doing === "gone" && !this.granted)) return;
    try {
      if (again || !this.granted || Date.now() - this.granted.at > GOOD_FOR || this.granted.chat !== this.talk.known.chat) {
        const told = await this.talk.door.get(this.talk.path("/typing"), this.talk.secret);
        this.granted = { ...told, at: Date.now(), chat: this.talk.known.chat };
      }
      const headers = { Authorization: `Bearer ${this.granted.token}` };
      const answer = await fetch(`${this.granted.url}/${doing}`, { method: "PUT", headers, credentials: "omit", keepalive: true });
      if (answer.status === 401 && !again) await this.say(doing, true);
    } catch {
      return; // nobody hears it; the next sign tries again
    }
  }

  hear({ person, name, doing }) {
    if (person === this.granted?.person) return;
    if (doing === "gone") this.others.delete(person);
    else this.others.set(person, { name, doing, at: Date.now() });
    if (doing !== "gone") this.talk.seenAt = new Date().toISOString();
    clearTimeout(this.fading);
    this.fading = setTimeout(() => this.talk.changed(), FADES);
    this.talk.changed();
  }

  /* Names of those who write now. */
  get writers() {
    const now = Date.now();
    const found = [...this.others.values()].filter((one) => one.doing === "writing" && now - one.at < FADES);
    return found.map((one) => one.name);
  }
}
