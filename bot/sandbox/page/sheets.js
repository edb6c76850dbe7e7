// What a phone lays over its chat: pills that pass, alerts to confirm, a question with one field, a photo in full.

import { el, iconButton } from "./dom.js";
import { texts } from "./texts.js";
import { safeAddress } from "./richtext.js";

const PILL_MS = 4500;

/** The layer of one phone; `body` becomes inert while a sheet is open. */
export class Sheets {
  #open = null;
  #timer = 0;

  constructor(body) {
    this.body = body;
    this.pill = el("p", { class: "toast", role: "status", hidden: true });
    this.scrim = el("div", { class: "scrim", hidden: true });
    this.elements = [this.pill, this.scrim];
    this.scrim.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
    this.scrim.addEventListener("click", (event) => event.target === this.scrim && this.#close());
  }

  /** Say something in passing. */
  toast(text) {
    clearTimeout(this.#timer);
    this.pill.hidden = false;
    this.pill.textContent = text;
    this.#timer = setTimeout(() => (this.pill.hidden = true), Math.max(PILL_MS, text.length * 60));
  }

  /** Say something the person has to confirm. */
  alert(text) {
    const ok = el("button", { type: "submit", class: "primary" }, texts.ok);
    const parts = [el("p", { class: "sheet-text" }, text), el("div", { class: "sheet-actions" }, ok)];
    this.#show("alertdialog", texts.bot, parts, () => {});
  }

  /** Ask for one line; `onAnswer` gets it. */
  ask({ title, hint, label, confirm, onAnswer }) {
    const field = el("input", { type: "text", "aria-label": label, autocomplete: "off", spellcheck: "false" });
    const cancel = el("button", { type: "button", on: { click: () => this.#close() } }, texts.cancel);
    const go = el("button", { type: "submit", class: "primary" }, confirm);
    const row = el("div", { class: "sheet-actions" }, cancel, go);
    const parts = [el("h3", {}, title), el("p", { class: "sheet-hint" }, hint), field, row];
    this.#show("dialog", title, parts, () => onAnswer(field.value.trim()));
  }

  #show(role, label, parts, onSubmit) {
    this.pill.hidden = true;
    const back = this.#open?.back ?? document.activeElement;
    const submit = (event) => {
      event.preventDefault();
      this.#close();
      onSubmit();
    };
    const sheet = el("form", { class: "sheet", role, "aria-label": label, "aria-modal": "true", on: { submit } }, parts);
    this.#open = { back: this.body.contains(back) ? back : null };
    this.scrim.replaceChildren(sheet);
    this.scrim.hidden = false;
    this.body.inert = true;
    const elsewhere = !this.#open.back && document.activeElement !== document.body;
    if (!elsewhere) sheet.querySelector("input, button").focus({ preventScroll: true });
  }

  #close() {
    this.scrim.hidden = true;
    this.body.inert = false;
    this.#open?.back?.focus({ preventScroll: true });
    this.#open = null;
  }
}

/** Show a photo over the whole page until it is closed. */
export function viewPhoto({ name, url }) {
  const close = () => dialog.close();
  const image = el("img", { src: safeAddress(new URL(url, location.href).href), alt: name });
  const dialog = el("dialog", { class: "viewer", "aria-label": name }, iconButton("close", texts.close, close), image);
  dialog.addEventListener("click", ({ target }) => target === dialog && close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
