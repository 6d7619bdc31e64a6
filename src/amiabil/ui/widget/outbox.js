/* What was written and is not yet known to have arrived: it outlives a reload, a lost line and a closed lid.

   Each item has the name under which the server knows it, so that sending again, from this tab or another, posts it once:
   {id, at, text, choice?, files?, key?, person?, failed?}. One with a key begins a chat. */

const SOON = 1_000, LATE = 30_000;

export class Outbox {
  /* send: posts one item; changed: something to show. */
  constructor(store, { send, changed }) {
    Object.assign(this, { store, send, changed });
    this.failures = 0;
    this.onOnline = () => this.pump(true);
    window.addEventListener("online", this.onOnline);
  }

  close() {
    window.removeEventListener("online", this.onOnline);
    clearTimeout(this.timer);
  }

  get items() {
    const found = this.store.names("out:").map((name) => this.store.get(name)).filter(Boolean);
    return found.sort((one, other) => one.at - other.at);
  }

  add(item) {
    this.store.set(`out:${item.id}`, { at: Date.now(), ...item });
    this.changed();
    this.pump(true);
  }

  drop(id) {
    this.store.remove(`out:${id}`);
    this.changed();
  }

  retry(id, change = {}) {
    const item = this.store.get(`out:${id}`);
    if (item) this.add({ ...item, failed: "", code: "", ...change });
  }

  /* Send what waits, in order, one at a time; now: do not wait for the next round. */
  async pump(now = false) {
    if (this.isBusy) return;
    if (!now && this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.isBusy = true;
    let wait = 0;
    for (let item; !wait && (item = this.items.find((one) => !one.failed)); ) wait = await this.one(item);
    this.isBusy = false;
    if (wait) this.timer = setTimeout(() => { this.timer = 0; this.pump(); }, wait);
  }

  /* 0 when it has arrived or is refused for good, else how long to wait. */
  async one(item) {
    try {
      await this.send(item);
      this.failures = 0;
      this.drop(item.id);
      return 0;
    } catch (problem) {
      if (problem.status && !problem.mayPass && problem.status !== 401) {
        this.store.set(`out:${item.id}`, { ...item, failed: problem.message || "?", code: problem.code });
        this.changed();
        return 0;
      }
      this.failures += 1;
      this.changed();
      return problem.wait ? problem.wait * 1000 : Math.min(LATE, SOON * 2 ** Math.min(6, this.failures)) * (0.5 + Math.random());
    }
  }
}
