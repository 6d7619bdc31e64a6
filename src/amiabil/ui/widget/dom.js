/* Elements without markup in strings, so that a host page may demand trusted types and nothing typed is ever read as HTML. */

import { ICONS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/* One element: h("button.send", { type: "button", onclick: … }, "Send"). What is null, undefined or false is left out. */
export function h(name, given = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !["list", "dir", "role"].includes(key)) element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ class: "icon", viewBox: "0 0 256 256", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/* Change a text only when it differs: a live region is not read again for nothing. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/* The text in paragraphs and lines, its addresses of the web as links. */
export function paragraphs(text) {
  return text.split(/\n{2,}/).map((block) => {
    const lines = block.split("\n").map((line, place) => [place ? h("br") : null, withLinks(line)]);
    return h("p", {}, lines.flat(2));
  });
}

function withLinks(line) {
  return line.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/).map((part, place) =>
    place % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow" }, part) : part,
  );
}
