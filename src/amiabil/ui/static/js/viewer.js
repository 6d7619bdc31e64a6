// The evidence viewer: opens tiles of one section in a dialog, two side by side, with zoom and arrow keys.
// Without it each tile is a link to its file.

const MOST_ZOOM = 3; // the steps are classes of the stylesheet: zoom-0 to zoom-3

class Viewer {
  constructor(section) {
    this.section = section;
    this.dialog = section.querySelector("[data-viewer]");
    this.panes = this.dialog.querySelector("[data-panes]");
    this.said = this.dialog.querySelector("[data-said]");
    this.at = 0;
    this.zoom = 0;
    this.beside = false;
    this.dialog.addEventListener("click", (event) => {
      const act = event.target.closest("[data-do]")?.dataset.do;
      if (act) this.act(act);
    });
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => {
      this.panes.replaceChildren();
      this.opener?.focus();
    });
  }

  get tiles() {
    return [...this.section.querySelectorAll("a[data-tile]")].filter((tile) => tile.dataset.tile !== "document");
  }

  open(tile) {
    this.opener = tile;
    this.at = this.tiles.indexOf(tile);
    this.zoom = 0;
    this.dialog.showModal();
    this.show();
  }

  act(name) {
    const acts = {
      before: () => this.move(-1),
      after: () => this.move(1),
      beside: () => this.toggle(),
      closer: () => this.scale(1),
      further: () => this.scale(-1),
      close: () => this.dialog.close(),
    };
    acts[name]();
  }

  move(step) {
    const count = this.tiles.length;
    this.at = (this.at + step + count) % count;
    this.zoom = 0;
    this.show();
  }

  scale(step) {
    this.zoom = Math.max(0, Math.min(this.zoom + step, MOST_ZOOM));
    this.show();
  }

  // The pair is the opened item and the next one; on a narrow screen they stand below each other.
  toggle() {
    this.beside = !this.beside && this.tiles.length > 1;
    this.dialog.querySelector("[data-do=beside]").setAttribute("aria-pressed", String(this.beside));
    this.show();
  }

  key(event) {
    const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
    const acts = {
      ArrowRight: () => this.move(rtl),
      ArrowLeft: () => this.move(-rtl),
      "]": () => this.move(1),
      "[": () => this.move(-1),
      "+": () => this.scale(1),
      "-": () => this.scale(-1),
    };
    const act = acts[event.key];
    if (!act || event.target.closest("video")) return;
    event.preventDefault();
    act();
  }

  show() {
    const tiles = this.tiles;
    const shown = this.beside ? [tiles[this.at], tiles[(this.at + 1) % tiles.length]] : [tiles[this.at]];
    this.panes.replaceChildren(...shown.map((tile) => this.pane(tile)));
    this.said.textContent = shown.map((tile) => tile.dataset.title).join(", ");
  }

  pane(tile) {
    const figure = document.createElement("figure");
    figure.className = `viewer-pane zoom-${this.zoom}`;
    const frame = document.createElement("div");
    frame.className = "viewer-frame";
    frame.tabIndex = 0;
    frame.append(this.picture(tile));
    figure.append(frame, this.caption(tile));
    return figure;
  }

  picture(tile) {
    const picture = document.createElement(tile.dataset.tile === "video" ? "video" : "img");
    picture.src = tile.href;
    if (tile.dataset.tile === "video") picture.controls = true;
    else picture.alt = tile.dataset.title;
    return picture;
  }

  caption(tile) {
    const caption = document.createElement("figcaption");
    const title = document.createElement("b");
    title.textContent = tile.dataset.title;
    caption.append(title);
    const { proves, received, hash, by } = tile.dataset;
    const labels = this.dialog.dataset;
    const rows = [["", by], [labels.provesLabel, proves], [labels.receivedLabel, received], [labels.checksumLabel, hash]];
    for (const [label, value] of rows) {
      if (!value) continue;
      const line = document.createElement("p");
      line.textContent = label ? `${label}: ${value}` : value;
      caption.append(line);
    }
    return caption;
  }
}

const viewers = new WeakMap();

document.addEventListener("click", (event) => {
  const tile = event.target.closest("a[data-tile]");
  const section = tile?.closest("[data-evidence]");
  if (!section?.querySelector("[data-viewer]") || tile.dataset.tile === "document") return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!viewers.has(section)) viewers.set(section, new Viewer(section));
  viewers.get(section).open(tile);
});
