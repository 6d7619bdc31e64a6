/* The chat of this browser as it stands: what was said, where it is, what waits to be sent; the same in every tab. */

import { Door } from "./door.js";
import { Outbox } from "./outbox.js";
import { Reading } from "./reading.js";
import { Store } from "./store.js";
import { Typing } from "./typing.js";

export class Talk extends Reading {
  constructor({ base, language, person, getToken }) {
    super();
    this.base = base;
    this.person = person;
    this.store = new Store(base, person);
    this.store.forgetOthers();
    this.door = new Door({ base, language, store: this.store, getToken, isSigned: person !== "" });
    this.outbox = new Outbox(this.store, { send: (item) => this.deliver(item), changed: () => this.changed(true) });
    this.typing = new Typing(this);
    this.tabs = "BroadcastChannel" in window ? new BroadcastChannel(this.store.prefix) : null;
    if (this.tabs) this.tabs.onmessage = () => this.meet();
    this.isNear = false;
    this.begin(this.store.get("chat"));
    if (this.outbox.items.length) this.outbox.pump();
  }

  close() {
    this.hang();
    this.outbox.close();
    this.typing.close();
    this.tabs?.close();
  }

  /* Nobody has signed in: what they say their name or address is proves nothing. */
  get isVisitor() { return this.person === "" || this.known?.secret != null; }

  /* What was said can go by mail once: to the address of the account, or to one a visitor names. */
  get mayMail() {
    const mail = this.doc?.mail;
    return Boolean(mail) && !mail.asked && Boolean(mail.address || this.isVisitor);
  }

  changed(told = false) {
    this.dispatchEvent(new Event("change"));
    if (told) this.tabs?.postMessage("");
  }

  /* Another tab has begun, written, or ended something. */
  meet() {
    const known = this.store.get("chat");
    if (known?.chat !== this.known?.chat) this.begin(known);
    this.fetchNew();
    this.changed();
  }

  /* Whoever is signed in may have a chat begun at another device, or on our own page. */
  async findMine() {
    const told = await this.door.get("/chat/v1/mine");
    this.isSignedIn = told.signed_in;
    this.name = told.name;
    if (told.chat && told.chat.state !== "ended" && this.known === null) {
      this.keep({ chat: told.chat.chat, secret: null });
      this.begin(this.known);
    }
    this.changed();
  }

  keep(known) {
    this.known = known;
    this.store.set("chat", known);
  }

  /* The chat is no longer there to be read: its day is over, or whose it was has left. */
  forget() {
    this.store.remove("chat");
    this.store.remove("read");
    this.isCommented = this.wantsMail = false;
    this.begin(null);
    this.changed(true);
  }

  // ---- what whoever writes does ---------------------------------------------------------------

  write(text, more = {}) {
    const item = { id: crypto.randomUUID(), text, ...more };
    if (this.known === null || this.doc?.state === "ended") item.key = crypto.randomUUID();
    if (item.key && this.known) { this.store.remove("chat"); this.begin(null); }
    this.outbox.add(item);
  }

  async deliver(item) {
    const known = this.store.get("chat");
    if (known && known.chat !== this.known?.chat) this.begin(known);
    if (this.known === null) return this.start(item);
    const { id, text, choice, files } = item;
    const said = { id, text, ...(choice && { choice }), ...(files && { files }) };
    this.stand(await this.door.post(this.path("/messages"), said, this.secret));
    // Shown as waiting until it is read back; sent again meanwhile, it is posted once.
    if (!(await this.fetchNew())) throw new Error("not read back");
  }

  async start(item) {
    const key = item.key ?? item.id;
    const { secret, ...doc } = await this.door.post("/chat/v1/chats", { key, text: item.text, person: item.person === true });
    this.keep({ chat: doc.chat, secret });
    this.begin(this.known);
    this.tabs?.postMessage("");
    this.stand(doc);
    return this.fetchNew();
  }

  async act(name, body = {}) {
    this.stand(await this.door.post(this.path(`/${name}`), body, this.secret));
    this.tabs?.postMessage("");
    await this.fetchNew();
  }

  /* What this browser said before its person signed in ({chat, secret}): theirs to take along, by their word. */
  get left() {
    const left = this.person && new Store(this.base, "").get("chat");
    return left?.secret ? left : null;
  }

  async takeAlong() {
    const { chat, secret } = this.left;
    try {
      const doc = await this.door.post(`/chat/v1/chats/${chat}/take`, { secret });
      this.dropLeft();
      this.keep({ chat: doc.chat, secret: null });
      this.begin(this.known);
      this.stand(doc);
    } catch (problem) {
      if (problem.status === 404) this.dropLeft();
      throw problem;
    }
  }

  dropLeft() {
    new Store(this.base, "").remove("chat");
    this.changed(true);
  }

  startAnew() { this.forget(); }

  /* What came too late for a chat that had ended begins another one. */
  writeAnew(item) {
    this.outbox.drop(item.id);
    this.startAnew();
    this.write(item.text);
  }
}
