// Time left, counted down each minute without a word; said aloud once at 24 hours and once at 1 hour.
// The server renders the same text; this only keeps it true while the page stays open.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const rules = new Intl.PluralRules(document.documentElement.lang || "en");

const live = () => document.querySelector("[data-live-region]");
const say = (text) => {
  const region = live();
  if (region) region.textContent = text;
};

function unit(forms, count) {
  return forms[rules.select(count)] ?? forms.other;
}

function parts(left, words) {
  const days = Math.floor(left / DAY);
  const hours = Math.floor((left % DAY) / HOUR);
  const minutes = Math.floor((left % HOUR) / MINUTE);
  if (days) return [[days, unit(words.day, days)], [hours, unit(words.hour, hours)]];
  if (hours) return [[hours, unit(words.hour, hours)], [minutes, words.minute]];
  return [[Math.max(minutes, 1), words.minute]];
}

function level(left) {
  if (left <= 0) return "over";
  if (left < DAY) return "last";
  return left < 2 * DAY ? "soon" : "calm";
}

function write(place, shown) {
  place.replaceChildren(...shown.flatMap(([count, name]) => {
    const small = document.createElement("small");
    small.textContent = name;
    return [document.createTextNode(`${count} `), small, document.createTextNode(" ")];
  }));
}

function tick(card, before, now) {
  const due = Date.parse(card.dataset.due);
  const words = JSON.parse(card.dataset.words);
  const left = due - now;
  card.classList.remove("calm", "soon", "last", "over");
  card.classList.add(level(left));
  const place = card.querySelector("[data-left]");
  if (left <= 0) {
    if (due - before > 0) say(words.over);
    if (place) place.textContent = words.over;
    return;
  }
  if (place) write(place, parts(left, words).filter(([count], index) => count > 0 || index === 0));
  announce(due - before, left, words);
}

function announce(earlier, left, words) {
  if (earlier > DAY && left <= DAY) say(words.in24);
  else if (earlier > HOUR && left <= HOUR) say(words.in1);
}

// The demonstration moves the clock: the page says how far it is from the browser's.
const shift = Number(document.documentElement.dataset.clockShift ?? 0);
const clock = () => Date.now() + shift;

let before = clock();
function all() {
  const now = clock();
  for (const card of document.querySelectorAll("[data-countdown]")) tick(card, before, now);
  before = now;
}

setInterval(all, MINUTE);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) all();
});
