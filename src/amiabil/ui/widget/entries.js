/* What was said and what happened, as lines of the talk. */

import { cardsOf } from "./cards.js";
import { filesOf } from "./files.js";
import { h, icon, paragraphs } from "./dom.js";
import { isOwn } from "./reading.js";

const LINES = {
  "chat.person_asked": ["line_person_asked", "user"],
  "chat.accepted": ["line_joined", "chat-circle-text"],
  "chat.transferred": ["line_transferred", "arrows-left-right"],
  "chat.handed_back": ["line_handed_back", "sparkle"],
  "chat.missed": ["line_missed", "hourglass-medium"],
  "chat.became_request": ["line_request", "tray"],
  "chat.taken_along": ["line_taken", "user"],
  "chat.rated": ["line_rated", "star"],
};
const ENDED = { customer: "line_ended_customer", silence: "line_ended_silence", staff: "line_ended_staff" };

/* The lines of a talk, the oldest first: {key, element, isOwn, text} for what is new to whoever reads. */
export function linesOf(talk, { words, panel }) {
  const lines = [];
  const messages = talk.events.filter((event) => event.message);
  const last = messages.at(-1);
  let day = "";
  for (const [place, event] of talk.events.entries()) {
    const line = event.message
      ? ofMessage(event, { words, panel, talk, isLast: event === last, before: talk.events[place - 1] })
      : ofEvent(event, { words, talk });
    if (!line || (event.type === "chat.person_asked" && event.version <= (messages[0]?.version ?? 0))) continue;
    const today = words.day(event.at);
    if (today !== day) lines.push({ key: `day ${today}`, stamp: "", make: () => h("p.day", { role: "listitem" }, today) });
    day = today;
    lines.push(line);
  }
  return lines;
}

/* The name of whoever speaks; the program never looks like a person. */
function speaker(event, words) {
  if (event.actor.role === "assistant") return words.say("assistant");
  return event.message.name || words.marketplace;
}

function ofMessage(event, { words, panel, talk, isLast, before }) {
  const { message } = event, own = isOwn(event), role = event.actor.role;
  const isSame = before?.message && before.actor.role === role && before.message.name === message.name
    && new Date(event.at) - new Date(before.at) < 300_000;
  const isLive = isLast && talk.isOpen && !own;
  const state = own && isLast && talk.isSeen(event) ? words.say("read") : "";
  const make = () => {
    const by = own
      ? h("p.by", {}, h("time", { dateTime: event.at }, words.clock(event.at)), state && h("span", {}, ` · ${state}`))
      : h("p.by", {}, h("b", { dir: "auto" }, speaker(event, words)), " ", h("time", { dateTime: event.at }, words.clock(event.at)));
    const body = message.erased ? [h("p.quiet", {}, words.say("erased"))] : paragraphs(message.text);
    const text = message.text || message.erased ? h("div.txt", { dir: "auto", lang: message.language || null }, body) : null;
    return h(
      `div.msg.${own ? "own" : role === "assistant" ? "program" : "staff"}${isSame ? ".same" : ""}`,
      { role: "listitem" },
      h("span.hidden", {}, `${own ? words.say("you") : ""} `),
      own ? text : by,
      own ? null : text,
      filesOf(message.files ?? [], { words, panel, talk }),
      cardsOf(message.cards ?? [], { words, panel, talk, isLive }),
      own ? by : null,
    );
  };
  const stamp = `${state}${isLive}${message.erased}${JSON.stringify(message.files ?? "")}`;
  return { key: event.id, stamp, make, own, text: message.text, name: own ? "" : speaker(event, words) };
}

function ofEvent(event, { words, talk }) {
  const facts = event.data ?? {};
  let [name, sign] = LINES[event.type] ?? [];
  if (event.type === "chat.ended") [name, sign] = [ENDED[facts.by ?? talk.doc?.ended_by] ?? ENDED.staff, "check-circle"];
  if (!name) return null;
  const agent = facts.name ?? talk.doc?.agent?.name ?? words.say("colleague");
  const text = words.say(name, { name: agent, ref: talk.doc?.request ?? "" });
  return { key: event.id, stamp: text, make: () => h("p.note", { role: "listitem" }, icon(sign), h("span", {}, text)), own: false, text, name: "" };
}

/* What waits to be sent, or was refused. */
export function pendingLines(items, { words, talk }) {
  return items.map((item) => {
    const ended = item.code === "chat_ended" || item.code === "not_in_chat";
    const make = () => h(
      `div.msg.own.pending${item.failed ? ".failed" : ""}`,
      { role: "listitem" },
      h("span.hidden", {}, `${words.say("you")} `),
      item.text && h("div.txt", { dir: "auto" }, paragraphs(item.text)),
      item.files && h("p.small", {}, words.say("files_count", { count: item.files.length })),
      item.failed
        ? h("p.by.bad", {}, icon("warning-circle"), h("span", {}, item.failed))
        : h("p.by", {}, icon("clock"), words.say("sending")),
      item.failed && h("div.acts", {},
        h("button.plain", { type: "button", onclick: () => (ended ? talk.writeAnew(item) : talk.outbox.retry(item.id)) },
          words.say(ended ? "send_in_new" : "send_again")),
        h("button.plain", { type: "button", onclick: () => talk.outbox.drop(item.id) }, words.say("remove"))),
    );
    return { key: `out ${item.id}`, stamp: `${item.failed ?? ""}`, make, own: true, text: item.failed ?? "", name: "" };
  });
}
