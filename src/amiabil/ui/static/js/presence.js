/* Who else looks at this page, or writes. Signs go to push and are kept nowhere; without a live stream nothing shows.

   On one element: data-presence-url (GET, this site: {"token": …, "url": …/presence/v1, "person": one's own id}), data-viewing and data-writing,
   the sentences with {names}. Optional: data-channel, of which alone signs count, and data-presence-scope on an element
   around it, in which alone one writes. Hears "amiabil:presence" of js/stream.js: {person, name, doing, channel}. */

const AGAIN = 20_000, GONE = 50_000, WRITES = 6_000;

class Presence {
  constructor(place) {
    this.place = place;
    this.scope = place.closest("[data-presence-scope]") ?? document;
    this.others = new Map();
    this.wrote = 0;
    document.addEventListener("amiabil:presence", (event) => this.hear(event.detail));
    document.addEventListener("input", (event) => this.scope.contains(event.target) && event.target.closest("[data-composer]") && this.write());
    document.addEventListener("visibilitychange", () => this.say(document.hidden ? "gone" : "viewing"));
    addEventListener("pagehide", () => this.say("gone"));
    setInterval(() => { if (!document.hidden) this.say(this.doing()); this.show(); }, AGAIN);
    setTimeout(() => this.say("viewing"), 1000); // the stream opens first, so that one hears the answers
  }

  doing() {
    return Date.now() - this.wrote < WRITES ? "writing" : "viewing";
  }

  write() {
    const was = this.doing();
    this.wrote = Date.now();
    if (was === "writing") return;
    this.say("writing");
    setTimeout(() => this.say(this.doing()), WRITES + 500);
  }

  async grant(fresh) {
    if (fresh || !this.known) {
      const answer = await fetch(this.place.dataset.presenceUrl, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.known = await answer.json();
    }
    return this.known;
  }

  async say(doing, again = false) {
    try {
      const { token, url } = await this.grant(again);
      const headers = { Authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/${doing}`, { method: "PUT", headers, keepalive: true });
      if (answer.status === 401 && !again) await this.say(doing, true);
    } catch {
      return; // nobody hears it; the next sign tries again
    }
  }

  hear({ person, name, doing, channel }) {
    if (person === this.known?.person || channel !== (this.place.dataset.channel ?? channel)) return;
    const isNew = !this.others.has(person);
    if (doing === "gone") this.others.delete(person);
    else this.others.set(person, { name, doing, at: Date.now() });
    if (isNew && doing !== "gone" && !document.hidden) setTimeout(() => this.say(this.doing()), Math.random() * 800);
    this.show();
  }

  show() {
    for (const [person, one] of this.others) if (Date.now() - one.at > GONE) this.others.delete(person);
    const names = (doing) => [...this.others.values()].filter((one) => one.doing === doing).map((one) => one.name);
    const line = (doing) => {
      const found = names(doing);
      return found.length ? this.place.dataset[doing].replace("{names}", found.join(", ")) : "";
    };
    const text = [line("writing"), line("viewing")].filter(Boolean).join(" · ");
    if (this.place.textContent !== text) this.place.textContent = text;
  }
}

document.querySelectorAll("[data-presence-url]").forEach((place) => new Presence(place));
