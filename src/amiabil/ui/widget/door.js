/* Asks the door of the chat: docs/integrate/chat.md. A refusal has the sentence of the server, in the reader's language. */

const PATIENCE = 20_000;

export class Refused extends Error {
  constructor(status, problem, wait) {
    super(problem.detail ?? "");
    this.status = status;
    this.code = problem.code ?? "";
    this.wait = wait;
  }

  /* Whether the same again may be taken later. */
  get mayPass() { return this.status === 429 || this.status === 408 || this.status >= 500; }
}

export class Door {
  constructor({ base, language, store, getToken, isSigned }) {
    Object.assign(this, { base, language, store, getToken, isSigned });
    this.isOurs = base === window.location.origin;
  }

  get(path, how) { return this.ask("GET", path, undefined, how); }

  post(path, body = {}, how) { return this.ask("POST", path, body, how); }

  /* secret: of a visitor's chat; without one it is the pass of a person, or the session of a page of ours. */
  async ask(method, path, body, { secret = null, raw = false, again = true } = {}) {
    const headers = { Accept: "application/json", "Accept-Language": this.language };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const shown = secret ?? (await this.pass());
    if (shown) headers.Authorization = `Bearer ${shown}`;
    const answer = await this.fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    if (answer.ok) return raw ? answer : answer.json();
    if (answer.status === 401 && !secret && shown && again) { // the pass has ended: the host page vouches again
      this.store.remove("pass");
      return this.ask(method, path, body, { raw, again: false });
    }
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem, Number(answer.headers.get("Retry-After")) || 0);
  }

  fetch(path, how) {
    const credentials = this.isOurs ? "same-origin" : "omit";
    return fetch(this.base + path, { cache: "no-store", credentials, signal: AbortSignal.timeout(PATIENCE), ...how });
  }

  /* Whom the host page vouches for; null for a visitor, and on pages of ours, which have a session. One asks for all. */
  async pass() {
    if (this.isOurs || !this.isSigned) return null;
    const known = this.store.get("pass");
    if (known) return known;
    this.entering ??= this.enter().finally(() => { this.entering = null; });
    return this.entering;
  }

  async enter() {
    const token = await this.getToken();
    const headers = { "Content-Type": "application/json", "Accept-Language": this.language };
    const answer = await this.fetch("/chat/v1/pass", { method: "POST", headers, body: JSON.stringify({ token }) });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, told, Number(answer.headers.get("Retry-After")) || 0);
    this.store.set("pass", told.pass);
    return told.pass;
  }
}
