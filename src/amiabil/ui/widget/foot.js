/* What stands between the talk and the box: how long it takes, an address to leave, and after the end what is left to do. */

import { h, icon } from "./dom.js";

const LONG = 120_000;
const RATINGS = [["good", "thumbs-up"], ["fair", "circle-half"], ["bad", "thumbs-down"]];

/* How long it takes, and who comes: {text, more}. */
export function expectation(wait, words, { isVisitor, isBegun = true }) {
  if (!wait) return null;
  if (!wait.is_there) {
    const opens = wait.opens_at ? words.say("opens_at", { when: words.long(wait.opens_at) }) : words.say("nobody");
    return { sign: "clock", text: opens, more: isBegun ? "" : words.say(isVisitor ? "leave_address" : "becomes_request") };
  }
  const place = !wait.place ? "" : wait.place === 1 ? words.say("next") : words.say("ahead", { count: wait.place - 1 });
  const text = wait.seconds === null
    ? words.say(isBegun ? "somebody" : "people_there")
    : words.say(isBegun ? "within" : "answers_within", { span: words.span(wait.seconds) });
  return { sign: "hourglass-medium", text, more: isBegun ? place : "" };
}

function waitCard(talk, words) {
  const told = expectation(talk.doc?.wait, words, { isVisitor: talk.isVisitor });
  if (!told) return null;
  return h("div.person", {}, h("span.sign", {}, icon(told.sign)),
    h("div.grow", {}, h("b", {}, told.text), h("p.small.quiet", {}, [told.more, words.say("nothing_to_repeat")].filter(Boolean).join(" "))));
}

/* A visitor whom nobody answers says where to write, or where to send what was said. */
function addressForm(talk, words, panel, act = "address") {
  const field = h("input", { type: "email", id: "email", name: "email", required: true, autocomplete: "email", maxLength: 320, "aria-describedby": "email-hint" });
  const leave = (event) => {
    event.preventDefault();
    panel.guard(() => talk.act(act, { email: field.value.trim() }), field);
  };
  return h("form.ask", { onsubmit: leave, noValidate: true },
    h("label", { htmlFor: "email" }, words.say("email")),
    h("p.small.quiet", { id: "email-hint" }, words.say(act === "mail" ? "mail_hint" : "email_hint")),
    h("div.row", {}, field, h("button.plain", { type: "submit" }, words.say(act === "mail" ? "mail" : "email_send"))));
}

/* How it was, once there was somebody; can be given otherwise later. */
function ratingForm(talk, words, panel) {
  const given = talk.doc.rating;
  const comment = h("textarea", { id: "comment", rows: 2, maxLength: 2000 });
  const choose = (rating) => panel.guard(() => talk.act("rating", { rating }));
  const tell = (event) => {
    event.preventDefault();
    panel.guard(async () => {
      await talk.act("rating", { rating: given, comment: comment.value.trim() });
      talk.isCommented = true;
      talk.changed();
    }, comment);
  };
  return h("section.ask", { "aria-labelledby": "rate" },
    h("h3", { id: "rate" }, words.say(given ? "rated" : "rate")),
    h("div.row.rate", { role: "group", "aria-labelledby": "rate" }, RATINGS.map(([rating, sign]) => h(
      "button.choice", { type: "button", "aria-pressed": String(given === rating), onclick: () => choose(rating) },
      icon(sign), words.say(`rating_${rating}`)))),
    given && !talk.isCommented
      ? h("form", { onsubmit: tell }, h("label", { htmlFor: "comment" }, words.say("comment")), comment,
        h("button.plain", { type: "submit" }, words.say("comment_send")))
      : null);
}

/* Who signed in finds what was said before: at a shared machine that may be somebody else's. */
function leftCard(talk, words, panel) {
  return h("div.person", {}, h("span.sign", {}, icon("chat-circle-text")), h("div.grow", {}, h("b", {}, words.say("left")),
    h("div.acts", {},
      h("button.primary", { type: "button", onclick: () => panel.guard(() => talk.takeAlong()) }, words.say("left_take")),
      h("button.plain", { type: "button", onclick: () => talk.dropLeft() }, words.say("left_drop")))));
}

/* What is left once a chat has ended. */
function ending(talk, words, panel) {
  const { request, ended_by: by, mail } = talk.doc;
  const address = request && !talk.isVisitor ? `${talk.base}/${words.path}/tickets/${request}` : "";
  const text = by !== "request" ? words.say("ended") : request ? words.say("goes_on", { ref: request }) : words.say("confirm_mail");
  const wasAnswered = talk.events.some((event) => event.type === "chat.accepted");
  return h("div.ended", {},
    h("p", {}, icon("check-circle"), " ", text),
    address && h("a.primary", { href: address, target: talk.base === window.location.origin ? null : "_blank", rel: "noopener" }, words.say("open_request")),
    wasAnswered ? ratingForm(talk, words, panel) : null,
    mail?.asked || mail?.waits ? h("p.small", { role: "status" }, icon("envelope-simple"), " ", words.say(mail.asked ? "mailed" : "mail_waits", mail)) : null,
    talk.wantsMail && talk.mayMail ? addressForm(talk, words, panel, "mail") : null,
    h("div.acts", {},
      h(`button.${address ? "plain" : "primary"}`, { type: "button", onclick: () => panel.anew() }, words.say("start_new")),
      h("button.plain", { type: "button", onclick: () => panel.download() }, icon("download-simple"), words.say("download")),
      talk.mayMail && !talk.wantsMail && h("button.plain", { type: "button", onclick: () => panel.mail() }, icon("envelope-simple"), words.say("mail"))));
}

export class Foot {
  constructor(panel) {
    Object.assign(this, { panel, talk: panel.talk, words: panel.words, element: h("div.foot") });
  }

  /* Drawn again only when something in it is other than before, so that what is typed there stays. */
  show(items) {
    const { talk, words, panel } = this, { doc } = talk;
    const isLate = doc?.state === "waiting" && Date.now() - this.waitsSince() > LONG;
    const asks = doc?.wait && talk.isVisitor && (!doc.wait.is_there || isLate);
    const isOffline = navigator.onLine === false || talk.outbox.failures > 1;
    const stamp = JSON.stringify([doc?.state, doc?.wait, doc?.rating, doc?.request, doc?.assistant, doc?.mail, talk.wantsMail, talk.left, asks, isOffline, talk.isCommented, items.length > 0]);
    if (stamp === this.stamp) return;
    const had = this.element.contains(this.element.getRootNode().activeElement);
    this.stamp = stamp;
    this.element.replaceChildren(...[
      isOffline && h("p.offline.small", { role: "status" }, icon("wifi-slash"), h("span", {}, words.say("offline"))),
      doc?.assistant?.slow && h("div.person", {}, h("span.sign", {}, icon("clock")), h("div.grow", {}, h("b", {}, words.say("slow")),
        h("div.acts", {}, h("button.plain", { type: "button", onclick: () => panel.guard(() => talk.act("person")) }, words.say("ask_person"))))),
      talk.left && leftCard(talk, words, panel),
      doc && waitCard(talk, words),
      asks && addressForm(talk, words, panel),
      doc?.state === "ended" && !items.length && ending(talk, words, panel),
    ].filter(Boolean));
    if (had && !panel.element.hidden) panel.element.focus();
  }

  waitsSince() {
    const asked = this.talk.events.findLast?.((event) => ["chat.person_asked", "chat.started"].includes(event.type));
    return asked ? new Date(asked.at).getTime() : Date.now();
  }
}
