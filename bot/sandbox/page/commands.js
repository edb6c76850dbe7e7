// The list of the bot's commands above the composer: all of them, or those that begin as the typed word.

import { el } from "./dom.js";

export class Commands {
  #commands = [];
  #marked = -1;

  constructor(onChoose) {
    this.onChoose = onChoose;
    this.element = el("ul", { class: "commands", hidden: true });
  }

  set(commands) {
    this.#commands = commands;
  }

  get isEmpty() {
    return this.#commands.length === 0;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Show the commands that begin with `typed` ("/ch"); nothing fitting closes the list. */
  show(typed) {
    const fitting = this.#commands.filter(({ command }) => `/${command}`.startsWith(typed.toLowerCase()));
    this.#marked = -1;
    this.element.hidden = fitting.length === 0;
    this.element.replaceChildren(...fitting.map((entry) => this.#row(entry)));
  }

  hide() {
    this.element.hidden = true;
  }

  /** Move the mark with the arrow keys while the focus stays in the text field. */
  move(step) {
    const rows = [...this.element.querySelectorAll("button")];
    this.#marked = (this.#marked + step + rows.length) % rows.length;
    rows.forEach((row, index) => row.classList.toggle("marked", index === this.#marked));
    rows[this.#marked].scrollIntoView({ block: "nearest" });
  }

  /** The marked command, or null when the arrows were not used. */
  get marked() {
    return this.isOpen ? (this.element.querySelector(".marked")?.dataset.command ?? null) : null;
  }

  #row({ command, description }) {
    const choose = () => this.onChoose(`/${command}`);
    const attributes = { type: "button", "data-command": `/${command}`, on: { click: choose } };
    return el("li", {}, el("button", attributes, el("b", {}, `/${command}`), el("span", {}, description)));
  }
}
