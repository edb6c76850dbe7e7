// The bot's reply keyboard: rows of keys above the composer that the person may fold away.

import { el, icon } from "./dom.js";
import { texts } from "./texts.js";

export class ReplyKeys {
  #keyboard = null;

  constructor({ onPress, onChange }) {
    this.onPress = onPress;
    this.onChange = onChange;
    this.element = el("div", { class: "reply-keys", role: "group", "aria-label": texts.keyboard, hidden: true });
  }

  get exists() {
    return this.#keyboard !== null;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  get placeholder() {
    return this.#keyboard?.placeholder ?? null;
  }

  set(keyboard) {
    if (JSON.stringify(keyboard) === JSON.stringify(this.#keyboard)) return;
    this.#keyboard = keyboard;
    const rows = keyboard?.rows ?? [];
    this.element.replaceChildren(...rows.map((row) => el("div", { class: "key-row" }, row.map((key) => this.#key(key)))));
    this.toggle(this.exists);
  }

  toggle(open = !this.isOpen) {
    this.element.hidden = !open;
    this.onChange();
  }

  #key({ text, contact }) {
    const press = () => this.onPress(text);
    const label = el("span", { class: "key-label" }, text);
    return el("button", { type: "button", class: "key", on: { click: press } }, contact ? icon("phone") : null, label);
  }
}
