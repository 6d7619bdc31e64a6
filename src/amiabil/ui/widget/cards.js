/* What a message shows besides its words: articles, orders, disputes, links, answers to press, acts to confirm.

   A kind that is not known here is left out: the words are whole without it. */

import { h, icon } from "./dom.js";

const here = (url, base) => new URL(url, base).href;
const away = (url, base) => ({ href: here(url, base), target: base === window.location.origin ? null : "_blank", rel: "noopener" });

const KINDS = {
  article: (card, { talk, words }) => linked("book-open", card, talk, words.say("card_article"), card.summary),
  order: (card, { talk, words }) => linked("package", card, talk, card.state, null, datesOf(card, words)),
  dispute: (card, { talk, words }) => linked("scales", card, talk, card.state, null, datesOf(card, words)),
  link: (card, { talk }) => h("a.card.go", away(card.url, talk.base), h("b", {}, card.label), icon("arrow-right")),
  confirm,
};

export function cardsOf(cards, { words, panel, talk, isLive }) {
  const known = cards.filter((card) => KINDS[card.kind]).map((card) => KINDS[card.kind](card, { words, panel, talk, isLive }));
  const choices = isLive ? cards.filter((card) => card.kind === "choice") : [];
  const quick = choices.length
    ? h("div.quick", { role: "group", "aria-label": words.say("answers") }, choices.map((card) => h(
      "button.choice", { type: "button", onclick: () => panel.send(card.label, { choice: card.id }) }, card.label,
    )))
    : null;
  return known.length || quick ? h("div.cards", {}, known, quick) : null;
}

function linked(sign, card, talk, about, summary, more) {
  return h("a.card", away(card.url, talk.base),
    h("span.sign", {}, icon(sign)),
    h("span.grow", {}, h("b", { lang: card.language ?? null, dir: "auto" }, card.title), h("span.small.quiet", {}, about),
      summary && h("span.small", { dir: "auto" }, summary), more));
}

function datesOf(card, words) {
  const rows = (card.dates ?? []).map((date) => h("span.date", {}, h("span.quiet", {}, date.label),
    h("time", { dateTime: date.at }, words.long(date.at))));
  return rows.length ? h("span.dates", {}, rows) : null;
}

/* An act is done by a click of the person alone; what it says stands above the button. */
function confirm(card, { words, panel, talk, isLive }) {
  const isOver = new Date(card.expires_at) <= new Date();
  const rows = (card.details ?? []).map((one) => [h("dt", {}, one.name), h("dd", { dir: "auto" }, one.value)]);
  const act = async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    await panel.guard(() => talk.act("confirm", { id: card.id }));
    button.disabled = false;
  };
  return h("div.card.confirm", {},
    rows.length ? h("dl", {}, rows.flat()) : null,
    isLive && !isOver
      ? h("button.primary", { type: "button", onclick: act }, card.label)
      : h("p.small.quiet", {}, words.say(isOver ? "confirm_over" : "confirm_past", { label: card.label })));
}
