// Where the person writes: text, files, commands, and corrections of earlier messages.

import { Attachments } from "./attachments.js";
import { Commands } from "./commands.js";
import { el, icon, iconButton } from "./dom.js";
import { ReplyKeys } from "./replykeys.js";
import { texts } from "./texts.js";

const TALLEST_PX = 148;

export class Composer {
  #editing = null;

  /** `send(path, body)` posts and tells whether it went well; `lastEditable()` is the message ArrowUp corrects. */
  constructor({ owner, documents, send, lastEditable }) {
    this.send = send;
    this.lastEditable = lastEditable;
    this.files = new Attachments(() => this.#refresh(), { documents });
    this.commands = new Commands((command) => this.#say(command));
    this.keys = new ReplyKeys({ onPress: (text) => send("press", { text }), onChange: () => this.#refresh() });
    this.field = el("textarea", {
      rows: "1",
      class: "field",
      "data-testid": "composer",
      "aria-label": texts.composer(owner),
      autocomplete: "off",
      enterkeyhint: "send",
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event), paste: (event) => this.#paste(event) },
    });
    this.element = el("div", { class: "composer" }, this.#banner(), this.files.element, this.commands.element);
    this.element.append(this.keys.element, this.#row());
    this.#refresh();
  }

  /** Go on typing; on a touch screen this would raise the keyboard over the chat, so there it does nothing. */
  focus() {
    if (matchMedia("(pointer: fine)").matches) this.field.focus({ preventScroll: true });
  }

  /** Put an earlier message into the field; sending then changes that message. */
  edit(message) {
    this.#editing = message;
    this.excerpt.textContent = message.text;
    this.field.value = message.text;
    this.#refresh();
    this.field.focus({ preventScroll: true });
  }

  #banner() {
    this.excerpt = el("span", { class: "excerpt" });
    const words = el("span", { class: "file-words" }, el("b", {}, texts.editing), this.excerpt);
    const stop = iconButton("close", texts.cancel, () => this.#stopEditing());
    this.banner = el("div", { class: "edit-banner", hidden: true }, icon("edit"), words, stop);
    return this.banner;
  }

  #row() {
    this.attach = iconButton("attach", texts.attach, () => this.files.offer(this.attach), { "aria-haspopup": "menu" });
    this.slash = iconButton("slash", texts.commands, () => this.#toggleCommands(), { "data-testid": "commands" });
    this.fold = iconButton("keyboard", texts.keyboard, () => this.keys.toggle(), { "data-testid": "keyboard" });
    this.submit = iconButton("send", texts.send, () => this.#submit(), { class: "send", "data-testid": "send" });
    this.submit.addEventListener("pointerdown", (event) => event.preventDefault());
    const box = el("div", { class: "field-box" }, this.attach, this.field, this.slash, this.fold);
    return el("div", { class: "composer-row" }, this.files.photos, this.files.documents, box, this.submit);
  }

  #refresh() {
    if (!this.submit) return;
    const { value } = this.field;
    const hasText = value.trim() !== "";
    this.field.placeholder = this.files.isEmpty ? (this.keys.placeholder ?? texts.placeholder) : texts.caption;
    this.submit.classList.toggle("ready", hasText || !this.files.isEmpty);
    this.banner.hidden = this.#editing === null;
    this.attach.hidden = this.#editing !== null;
    this.slash.hidden = value !== "" || this.commands.isEmpty;
    this.fold.hidden = value !== "" || !this.keys.exists;
    this.fold.setAttribute("aria-pressed", String(this.keys.isOpen));
    this.field.style.height = "";
    if (value) this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST_PX)}px`;
  }

  setCommands(commands) {
    this.commands.set(commands);
    this.#refresh();
  }

  #typed() {
    const { value } = this.field;
    if (/^\/\S*$/.test(value) && !this.#editing) this.commands.show(value);
    else this.commands.hide();
    this.#refresh();
  }

  #toggleCommands() {
    if (this.commands.isOpen) this.commands.hide();
    else this.commands.show("/");
    this.focus();
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const { key, shiftKey } = event;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (arrow && this.commands.isOpen) this.commands.move(arrow);
    else if (key === "ArrowUp" && this.field.value === "") this.#editLast();
    else if (key === "Enter" && !shiftKey) this.#enter();
    else if (key !== "Escape" || !this.#escape()) return;
    event.preventDefault();
  }

  #enter() {
    const { marked } = this.commands;
    if (marked) this.#say(marked);
    else this.#submit();
  }

  #escape() {
    if (this.commands.isOpen) this.commands.hide();
    else if (this.#editing) this.#stopEditing();
    else return false;
    return true;
  }

  #editLast() {
    const message = this.lastEditable();
    if (message) this.edit(message);
  }

  #stopEditing() {
    this.#editing = null;
    this.field.value = "";
    this.#refresh();
  }

  #paste(event) {
    const { files } = event.clipboardData;
    if (!files.length) return;
    event.preventDefault();
    this.files.add(files);
  }

  async #say(command) {
    this.field.value = command;
    await this.#submit();
  }

  // The field empties at once, as in a messenger; what could not be sent comes back unless something new was typed.
  // The bot's keys fold away at once, as letters take their place on a phone: keys that come in answer stay open.
  async #submit() {
    const written = this.field.value;
    const text = written.trim();
    const editing = this.#editing;
    this.commands.hide();
    this.focus();
    if (!this.files.isEmpty) return this.#sendFiles(text);
    if (text === "") return undefined;
    this.#stopEditing();
    this.keys.toggle(false);
    const sent = editing ? this.send("edit", { message: editing.id, text }) : this.send("text", { text });
    if (!(await sent) && this.field.value === "") {
      this.#editing = editing;
      this.field.value = written;
      this.#refresh();
    }
    return undefined;
  }

  async #sendFiles(caption) {
    const results = await Promise.all(this.files.forms(caption).map((form) => this.send("files", form)));
    if (!results.every(Boolean)) return;
    this.field.value = "";
    this.files.clear();
  }
}
