/* <amiabil-chat>: the button and the panel of the chat, on any page. docs/integrate/chat.md shows how to place it.

   Attributes: language, person (who has signed in at the host page; a visitor without it), token-url (where the host page
   signs a token for them), theme (light, dark; else the system's), open. Or the property getToken, a function. */

import { h, icon, put } from "./dom.js";
import { Announcer } from "./lines.js";
import { Panel } from "./panel.js";
import { isKeptOpen, keepOpen } from "./store.js";
import { dress } from "./styles.js";
import { Talk } from "./talk.js";
import { Words } from "./words.js";

const BASE = new URL(document.currentScript?.src ?? window.location.href).origin;

class AmiabilChat extends HTMLElement {
  static observedAttributes = ["person", "language", "theme"];

  connectedCallback() {
    if (!this.shadowRoot) dress(this.attachShadow({ mode: "open" }));
    this.page = new MutationObserver(() => this.look());
    this.page.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    this.start();
  }

  disconnectedCallback() {
    this.page.disconnect();
    this.stop();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.isConnected || before === now || !this.shadowRoot) return;
    if (name === "theme") this.look();
    else this.start();
  }

  /* Whoever has signed in at the host page leaves: nothing of theirs stays in this browser. */
  async signOut() {
    const talk = this.talk;
    if (talk?.person) await talk.door.post("/chat/v1/pass/end").catch(() => {});
    talk?.store.clear();
    this.removeAttribute("person");
  }

  async open() {
    await this.started;
    this.make().open();
  }

  close() { this.panel?.close(); }

  stop() {
    this.talk?.close();
    this.talk = this.panel = null;
  }

  start() {
    const round = (this.round = {});
    this.stop();
    const asked = this.getAttribute("language") || this.closest("[lang]")?.lang || navigator.language;
    this.started = loadWords(asked).then((words) => { if (this.round === round && this.isConnected) this.place(words); });
  }

  /* The button; what is behind it is made when it is pressed, or when there is a chat that goes on. */
  place(words) {
    this.words = words;
    this.announcer = new Announcer();
    this.launcher = h("button.launcher", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.toggle() },
      icon("chat-circle-text"), icon("caret-down"), h("span.label", {}, words.say("launch")), h("span.count", { hidden: true, "aria-hidden": "true" }), h("span.hidden"));
    this.root = h("div.root", { lang: words.language, dir: words.direction }, this.launcher, this.announcer.element);
    this.shadowRoot.querySelector(".root")?.remove();
    this.shadowRoot.append(this.root);
    this.look();
    const person = this.getAttribute("person") ?? "";
    const talk = (this.talk = new Talk({ base: BASE, language: words.path, person, getToken: () => this.token() }));
    talk.addEventListener("change", () => this.mark());
    if (this.hasAttribute("open") || isKeptOpen(BASE)) this.make().open({ focus: false });
    else if (talk.known) this.make();
    this.mark();
  }

  make() {
    const { talk, words, announcer } = this;
    if (!this.panel) {
      this.panel = new Panel({ talk, words, announcer, closed: () => this.shut(), opened: () => this.mark() });
      this.root.prepend(this.panel.element);
      this.launcher.setAttribute("aria-controls", "panel");
    }
    return this.panel;
  }

  look() {
    const theme = this.getAttribute("theme") || document.documentElement.dataset.bsTheme;
    if (this.root) this.root.dataset.theme = theme === "dark" || theme === "light" ? theme : "system";
  }

  toggle() {
    const panel = this.make();
    if (panel.isOpen) panel.close();
    else panel.open();
  }

  shut() {
    keepOpen(BASE, false);
    this.mark();
    this.launcher.focus();
  }

  /* The button as it stands: open or not, and how much is new. */
  mark() {
    const { talk, words } = this, isOpen = this.panel?.isOpen ?? false;
    if (isOpen && !document.hidden) talk.read();
    if (isOpen) keepOpen(BASE, true);
    const count = isOpen ? 0 : talk.unread;
    this.launcher.setAttribute("aria-expanded", String(isOpen));
    this.root.classList.toggle("is-open", isOpen);
    const [, , , badge, told] = this.launcher.children;
    badge.hidden = !count;
    put(badge, String(count));
    put(told, count ? words.say("unread", { count }) : "");
  }

  async token() {
    if (this.getToken) return this.getToken();
    const answer = await fetch(this.getAttribute("token-url"), { method: "POST", headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).token;
  }
}

async function loadWords(language) {
  const answer = await fetch(`${BASE}/widget/v1/words/${encodeURIComponent(language)}.json`, { credentials: "omit" });
  return new Words(await answer.json());
}

if (!customElements.get("amiabil-chat")) customElements.define("amiabil-chat", AmiabilChat);
