/* The look, with the tokens it uses; the build writes the stylesheet here. A host page needs to allow no inline style. */

const LOOK = styleOf("widget.css");

export function dress(root) {
  if ("adoptedStyleSheets" in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const style = document.createElement("style");
  style.textContent = LOOK;
  root.append(style);
}
