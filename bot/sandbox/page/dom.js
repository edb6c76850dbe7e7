// Building elements without ever parsing data as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  attach: "M20 11.5l-8.3 8.3a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.4l7.8-7.8",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.7 5.7l12.6 12.6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2",
  close: "M6 6l12 12M18 6L6 18",
  contact: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.8-3.4 3.8-5 7.5-5s6.7 1.6 7.5 5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  document: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  external: "M8 16L17 7M10 7h7v7",
  keyboard: "M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM7 10h.01M11 10h.01M15 10h.01M17.5 10h.01M7 14h.01M17 14h.01M10 14h4",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  more: "M12 5.5h.01M12 12h.01M12 18.5h.01",
  phone: "M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  slash: "M15.5 5l-7 14",
};

/** Make an element; `on` holds listeners, other attributes are set as they are, null and false are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, ...rest } = attributes;
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  for (const [name, value] of Object.entries(rest)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Draw one of the page's line icons; it is silent for screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A square button that shows an icon and says its label to screen readers. */
export function iconButton(name, label, onClick, attributes = {}) {
  const { class: extra = "", ...rest } = attributes;
  const words = { type: "button", class: `icon-button ${extra}`.trim(), "aria-label": label, title: label };
  return el("button", { ...words, on: { click: onClick }, ...rest }, icon(name));
}

/** What a person is called: the last word of a full Vietnamese name, a shorter name as it is. */
export function givenName(name) {
  const words = name.trim().split(/\s+/);
  return words.length > 2 ? words.at(-1) : name.trim();
}

/** The first letter of a given name in a coloured disc; the tone is a number so that neighbours differ. */
export function avatar(name, tone) {
  const initial = [...givenName(name)][0]?.toLocaleUpperCase("vi") ?? "?";
  return el("span", { class: `avatar tone-${tone % 6}`, "aria-hidden": "true" }, initial);
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
