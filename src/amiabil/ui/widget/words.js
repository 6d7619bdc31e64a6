/* What is said, and how numbers and instants are written, in the language of the page. */

export class Words {
  constructor({ language, path, direction, marketplace, words }) {
    this.language = language;
    this.path = path;
    this.direction = direction;
    this.marketplace = marketplace;
    this.words = words;
    this.plural = new Intl.PluralRules(language);
  }

  /* The sentence of this name, its {places} filled; of one with plural forms, the form of the given count. */
  say(name, facts = {}) {
    const found = this.words[name] ?? name;
    const text = typeof found === "string" ? found : found[this.plural.select(facts.count)] ?? found.other;
    return text.replace(/\{(\w+)\}/g, (whole, key) => facts[key] ?? whole);
  }

  number(value, options) { return new Intl.NumberFormat(this.language, options).format(value); }

  /* About how long: whole minutes below an hour, else hours. */
  span(seconds) {
    const minutes = Math.max(1, Math.round(seconds / 60));
    const [value, unit] = minutes < 60 ? [minutes, "minute"] : [Math.round(minutes / 60), "hour"];
    return this.number(value, { style: "unit", unit, unitDisplay: "long" });
  }

  clock(at) { return this.instant(at, { hour: "2-digit", minute: "2-digit" }); }

  /* "Thursday, 19 November, 23:59"; the year when it is another one. */
  long(at) {
    const date = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
    if (new Date(at).getFullYear() !== new Date().getFullYear()) date.year = "numeric";
    return this.instant(at, date);
  }

  /* The heading over a day of the talk. */
  day(at) {
    const then = new Date(at), now = new Date();
    const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 864e5);
    if (days < 2) {
      const text = new Intl.RelativeTimeFormat(this.language, { numeric: "auto" }).format(-days, "day");
      return text.charAt(0).toLocaleUpperCase(this.language) + text.slice(1);
    }
    return this.instant(at, { weekday: "long", day: "numeric", month: "long" });
  }

  instant(at, options) {
    return new Intl.DateTimeFormat(this.language, { hourCycle: "h23", ...options }).format(new Date(at));
  }

  bytes(count) {
    const [value, unit] = count < 1e6 ? [count / 1e3, "kilobyte"] : [count / 1e6, "megabyte"];
    const digits = value < 10 && unit === "megabyte" ? 1 : 0;
    return this.number(value, { style: "unit", unit, maximumFractionDigits: digits });
  }
}
