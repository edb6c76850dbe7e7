// Message text with its entities as DOM nodes; offsets and lengths count UTF-16 units, like JavaScript strings.

import { el } from "./dom.js";

const TAGS = {
  bold: ["strong"],
  italic: ["em"],
  underline: ["u"],
  strikethrough: ["s"],
  code: ["code"],
  pre: ["code", "pre"],
  blockquote: ["span", "quote"],
};
const SAFE = ["http:", "https:", "mailto:", "tel:", "sms:"];
const FOUND = /https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)\]]|(?<![\w/.])\/[a-z][a-z0-9_]{0,31}(?![\w/])/gi;

/** The address as a link may carry it, or null when it is not one a reader should follow. */
export function safeAddress(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);
    return SAFE.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Turn text and entities into nodes; addresses and /commands that carry no entity are found as well. */
export function richText(text, entities, { onCommand, onLink }) {
  const all = [...entities, ...found(text, entities)]
    .filter(({ offset, length }) => length > 0 && offset >= 0 && offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);

  function build(start, end, inside) {
    const nodes = [];
    let at = start;
    for (let index = 0; index < inside.length; ) {
      const entity = inside[index];
      const stop = Math.min(entity.offset + entity.length, end);
      let next = index + 1;
      while (next < inside.length && inside[next].offset < stop) next += 1;
      if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
      const children = build(entity.offset, stop, inside.slice(index + 1, next));
      nodes.push(wrap(entity, text.slice(entity.offset, stop), children));
      at = stop;
      index = next;
    }
    if (at < end) nodes.push(text.slice(at, end));
    return nodes;
  }

  function wrap(entity, covered, children) {
    if (entity.type === "bot_command") {
      return el("button", { type: "button", class: "command-link", on: { click: () => onCommand(covered) } }, children);
    }
    const address = addressOf(entity, covered);
    if (address) {
      const on = { click: (event) => onLink(address) && event.preventDefault() };
      return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", on }, children);
    }
    const [tag, name] = TAGS[entity.type] ?? ["span"];
    return el(tag, { class: name ?? null }, children);
  }

  const fragment = document.createDocumentFragment();
  fragment.append(...build(0, text.length, all));
  return fragment;
}

function addressOf({ type, url }, covered) {
  if (type === "email") return safeAddress(`mailto:${covered}`);
  if (type === "phone_number") return safeAddress(`tel:${covered.replace(/[^\d+]/g, "")}`);
  if (["link", "text_link", "url"].includes(type)) return safeAddress(url ?? covered);
  return null;
}

function found(text, entities) {
  const marked = entities.filter(({ type }) => !["bold", "italic", "underline", "blockquote"].includes(type));
  return [...text.matchAll(FOUND)]
    .map((match) => ({ type: match[0][0] === "/" ? "bot_command" : "url", offset: match.index, length: match[0].length }))
    .filter((span) => !marked.some((e) => e.offset < span.offset + span.length && span.offset < e.offset + e.length));
}
