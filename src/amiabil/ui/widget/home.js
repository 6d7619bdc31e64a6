/* What is seen before a chat begins: who is there, how long it takes, and the other ways to an answer. */

import { h, icon } from "./dom.js";
import { expectation } from "./foot.js";

export class Home {
  constructor(panel) {
    const { words, talk } = panel;
    Object.assign(this, { panel, words, talk });
    this.told = h("p.expect", { role: "status" });
    this.pick = h("fieldset.pick", { hidden: true }, h("legend.hidden", {}, words.say("with_whom")),
      ["assistant", "person"].map((one, place) => h("label", {}, h("input", { type: "radio", name: "whom", value: one, checked: !place }),
        h("span", {}, icon(one === "person" ? "user" : "sparkle"), words.say(`whom_${one}`)))));
    const door = (name, sign, path) => h("li", {}, h("a.card.go", {
      href: `${talk.base}/${words.path}/help/${path}`, target: talk.door.isOurs ? null : "_blank", rel: "noopener",
    }, h("span.sign", {}, icon(sign)), h("b.grow", {}, words.say(name)), icon("arrow-right")));
    this.element = h("div.home", {},
      h("p.hello", {}, words.say("hello")),
      this.told,
      this.pick,
      h("ul.doors", {}, door("search_help", "magnifying-glass", ""), door("other_ways", "envelope-simple", "contact-us")));
  }

  get wantsPerson() { return !this.pick.hidden && this.pick.querySelector("input:checked")?.value === "person"; }

  async load() {
    try {
      const now = await this.talk.door.get("/chat/v1/now");
      this.pick.hidden = !now.assistant;
      const { sign, text, more } = expectation(now, this.words, { isVisitor: this.talk.isVisitor, isBegun: false });
      this.told.replaceChildren(icon(sign), h("span", {}, [now.assistant ? this.words.say("program_first") : text, now.assistant ? "" : more].join(" ").trim()));
    } catch {
      this.told.replaceChildren(icon("wifi-slash"), h("span", {}, this.words.say("offline")));
    }
  }
}
