// One message as the reader sees it: bubble, file, contact card, and the keyboard under it.

import { avatar, el, icon } from "./dom.js";
import { onMessageGestures } from "./gestures.js";
import { richText, safeAddress } from "./richtext.js";
import { texts } from "./texts.js";
import { fileSize, timeOfDay } from "./time.js";

const ANSWER_MS = 15_000;

/** Whether the person may still change this message. */
export const isEditable = ({ mine, text, file, contact, other }) => mine && Boolean(text) && !file && !contact && !other;

/** Build the element of one message; `actions` are what its links, buttons and menus do. */
export function renderMessage(message, actions) {
  const author = message.mine ? actions.owner : texts.bot;
  const article = el(
    "article",
    {
      class: `message ${message.mine ? "mine" : "theirs"}`,
      "data-message": message.id,
      "aria-label": `${author}, ${timeOfDay(message.date)}`,
    },
    bubble(message, actions),
    message.buttons?.length ? inlineKeyboard(message, actions) : null,
  );
  onMessageGestures(article.firstChild, {
    onMenu: (point) => actions.menu(message, point),
    onDouble: () => actions.edits && isEditable(message) && (actions.edit(message), true),
  });
  return article;
}

function bubble(message, actions) {
  const { file, contact, other, text, entities } = message;
  const isPhoto = file?.kind === "photo";
  const kinds = ["bubble", isPhoto && "with-photo", isPhoto && !text && "bare", !isPhoto && !text && "wordless"];
  const meta = el(
    "span",
    { class: "meta" },
    message.edited ? `${texts.edited} ` : null,
    el("time", { datetime: message.date }, timeOfDay(message.date)),
  );
  return el(
    "div",
    { class: kinds.filter(Boolean).join(" ") },
    file ? attachment(file, actions) : null,
    contact ? contactCard(contact) : null,
    other ? el("p", { class: "other" }, texts.other(other)) : null,
    el("div", { class: "text", dir: "auto" }, richText(text ?? "", entities ?? [], actions), meta),
  );
}

function attachment(file, { viewPhoto }) {
  const address = safeAddress(new URL(file.url, location.href).href);
  if (file.kind === "photo") {
    const image = el("img", { src: address, alt: file.name, decoding: "async" });
    const label = `${texts.photo}: ${file.name}`;
    const on = { click: () => viewPhoto(file) };
    return el("button", { type: "button", class: "photo", "aria-label": label, on }, image);
  }
  const extension = /\.([a-z0-9]{1,4})$/i.exec(file.name)?.[1].toLowerCase() ?? "";
  return el(
    "a",
    { class: "file", href: address, download: file.name },
    el("span", { class: "file-kind", "data-kind": extension, "aria-hidden": "true" }, extension || icon("document")),
    el("span", { class: "file-words" }, el("b", {}, file.name), el("small", {}, fileSize(file.size))),
  );
}

function contactCard({ name, phone }) {
  return el(
    "div",
    { class: "contact" },
    avatar(name, 4),
    el("span", { class: "file-words" }, el("b", {}, name), el("small", {}, phone)),
  );
}

function inlineKeyboard(message, actions) {
  const row = (keys) => el("div", { class: "key-row" }, keys.map((key) => inlineKey(message, key, actions)));
  return el("div", { class: "keys" }, message.buttons.map(row));
}

function inlineKey(message, { text, data, url, shares }, { tap, onLink, share }) {
  const label = el("span", { class: "key-label" }, text);
  if (shares) return el("button", { type: "button", class: "key", on: { click: share } }, icon("contact"), label);
  if (url) {
    const on = { click: (event) => onLink(url) && event.preventDefault() };
    const rest = { href: safeAddress(url), target: "_blank", rel: "noopener noreferrer", on };
    return el("a", { class: "key", ...rest }, label, icon("external"));
  }
  const key = el("button", { type: "button", class: "key", "data-data": data }, label);
  key.addEventListener("click", async () => {
    setBusy(key, true);
    const timer = setTimeout(() => setBusy(key, false), ANSWER_MS);
    if (await tap(message, data)) return;
    clearTimeout(timer);
    setBusy(key, false);
  });
  return key;
}

function setBusy(key, busy) {
  key.classList.toggle("busy", busy);
  if (busy) key.setAttribute("aria-busy", "true");
  else key.removeAttribute("aria-busy");
}

/** The bot has answered the press of a button: its spinner stops. */
export function settleKeys(article, data) {
  for (const key of article.querySelectorAll(".key.busy")) if (key.dataset.data === data) setBusy(key, false);
}
