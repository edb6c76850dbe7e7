// One phone: who holds it, the chat with the bot, and what the person can do.

import { post } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { avatar, el, iconButton } from "./dom.js";
import { isEditable } from "./message.js";
import { openMenu } from "./popover.js";
import { Sheets, viewPhoto } from "./sheets.js";
import { texts } from "./texts.js";

export class Phone {
  #queue = Promise.resolve();
  #started = true;
  #blocked = false;

  constructor({ key, name, role, phone, platform: kind }, { platform, tone, onUnread }) {
    Object.assign(this, { key, name, tone, platform, onUnread, bot: platform.bot, isTelegram: kind === "telegram" });
    this.fullName = platform.label ? `${name} · ${platform.label}` : name;
    const send = (path, body) => this.#send(path, body);
    const lastEditable = () => (platform.edits ? this.chat.lastEditable() : undefined);
    this.chat = new Chat(this.#actions());
    this.composer = new Composer({ owner: this.fullName, documents: platform.documents, send, lastEditable });
    this.gate = el("button", { type: "button", class: "primary gate-button", on: { click: () => this.#passGate() } });
    this.gateNote = el("p", { class: "gate-note" });
    this.gateBar = el("div", { class: "gate", hidden: true }, this.gateNote, this.gate);
    const parts = [this.#header(role, phone), this.chat.element, this.gateBar, this.composer.element];
    const body = el("div", { class: "phone-body" }, parts);
    this.sheets = new Sheets(body);
    const label = texts.phoneOf(this.fullName);
    const attributes = { class: "phone", id: `phone-${key}`, "data-phone": key, "data-platform": kind, "aria-label": label };
    this.element = el("section", attributes, body, this.sheets.elements);
    this.#acceptDrops();
    this.#greet();
  }

  /** Show the whole state of this phone, as the server told it. */
  load({ messages, keyboard, commands, started, blocked, typing }) {
    this.composer.setCommands(commands);
    this.composer.keys.set(keyboard);
    this.setGate({ started, blocked });
    this.chat.load(messages);
    this.chat.typing(typing);
    this.#refreshGreeting();
  }

  /** Apply one event of this phone. */
  take(event) {
    const { chat, composer, sheets } = this;
    const apply = {
      message: () => this.#put(event.message),
      deleted: () => chat.delete(event.id),
      keyboard: () => composer.keys.set(event.keyboard),
      toast: () => (event.alert ? sheets.alert(event.text) : sheets.toast(event.text)),
      answered: () => chat.answered(event.message, event.data),
      typing: () => chat.typing(true),
      phone: () => this.setGate(event),
    }[event.type];
    apply?.();
    this.#refreshGreeting();
  }

  /** A chat not yet started, or blocked, has one big button in place of the composer. */
  setGate({ started, blocked }) {
    const hadFocus = this.gateBar.contains(document.activeElement);
    this.#started = started;
    this.#blocked = blocked;
    const closed = blocked || !started;
    this.gateBar.hidden = !closed;
    this.composer.element.hidden = closed;
    this.gate.textContent = this.isTelegram ? (blocked ? texts.unblock : texts.start) : texts.follow;
    this.gate.dataset.testid = blocked ? "unblock" : "start";
    this.gateNote.hidden = !blocked;
    this.gateNote.textContent = this.isTelegram ? texts.blockedNote : texts.leftNote;
    if (hadFocus && !closed) this.composer.focus();
  }

  #put(message) {
    this.chat.put(message);
    if (!message.mine) this.onUnread(this);
  }

  #header(role, number) {
    this.more = iconButton("more", texts.more, () => this.#menu(), { "aria-haspopup": "menu", "data-testid": "more" });
    const who = el("h2", {}, el("span", { class: "owner" }, this.name), el("span", { class: "number" }, number));
    const label = this.platform.label ? el("span", { class: "platform" }, this.platform.label) : null;
    const words = el("div", { class: "phone-words" }, who, el("p", { title: role }, label, role));
    return el("header", { class: "phone-top" }, avatar(this.name, this.tone), words, this.more);
  }

  #actions() {
    return {
      owner: this.fullName,
      edits: this.platform.edits,
      share: () => this.#send("contact", {}),
      tap: (message, data) => this.#send("tap", { message: message.id, data }),
      edit: (message) => this.composer.edit(message),
      menu: (message, point) => this.#messageMenu(message, point),
      focusComposer: () => this.composer.focus(),
      onCommand: (text) => this.#send("text", { text }),
      onLink: (address) => this.#followToBot(address),
      viewPhoto,
    };
  }

  // One request at a time keeps the order in which the person did things.
  #send(path, body) {
    const job = this.#queue.then(() => post(`/phones/${encodeURIComponent(this.key)}/${path}`, body));
    this.#queue = job.catch(() => {});
    return job.then(
      () => true,
      (error) => {
        this.sheets.toast(error.message);
        return false;
      },
    );
  }

  #menu() {
    const [block, unblock] = this.isTelegram ? [texts.block, texts.unblock] : [texts.leave, texts.follow];
    const items = [
      this.platform.contact && { icon: "phone", label: texts.contact, run: () => this.#send("contact", {}) },
      { icon: "link", label: texts.openLink, run: () => this.#askPayload() },
      this.#blocked
        ? { icon: "block", label: unblock, run: () => this.#send("block", { blocked: false }) }
        : { icon: "block", label: block, danger: true, run: () => this.#send("block", { blocked: true }) },
    ];
    openMenu(items.filter(Boolean), { opener: this.more, end: true });
  }

  #messageMenu(message, point) {
    const items = [];
    if (this.platform.edits && isEditable(message)) items.push({ icon: "edit", label: texts.edit, run: () => this.composer.edit(message) });
    const copy = () => navigator.clipboard?.writeText(message.text);
    if (message.text) items.push({ icon: "copy", label: texts.copy, run: copy });
    if (items.length) openMenu(items, { point });
  }

  #askPayload() {
    this.sheets.ask({
      title: texts.openLinkTitle,
      hint: texts.openLinkHint,
      label: texts.openLinkField,
      confirm: texts.open,
      onAnswer: (payload) => this.#send("start", { payload }),
    });
  }

  // A link to this very bot starts it here, as the real application would.
  #followToBot(address) {
    const [, name, query] = /^https?:\/\/(?:t|telegram)\.me\/(\w+)(?:\?(.*))?$/i.exec(address) ?? [];
    if (name?.toLowerCase() !== this.bot.username.toLowerCase()) return false;
    this.#send("start", { payload: new URLSearchParams(query).get("start") ?? "" });
    return true;
  }

  #passGate() {
    if (this.#blocked) this.#send("block", { blocked: false });
    else this.#send("start", { payload: "" });
  }

  #greet() {
    const mark = el("img", { src: "/page/icon.svg", alt: "", width: "56", height: "56" });
    const name = el("b", {}, this.bot.name);
    const address = this.isTelegram ? `@${this.bot.username}` : this.platform.label;
    const welcome = this.isTelegram ? texts.welcome : texts.welcomeToFollow;
    this.chat.welcome.append(mark, name, el("span", {}, address), el("p", {}, welcome));
  }

  #refreshGreeting() {
    this.chat.welcome.hidden = this.#started || this.#blocked || !this.chat.isEmpty;
  }

  #acceptDrops() {
    const over = (on) => this.element.classList.toggle("dropping", on);
    this.element.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files") || this.composer.element.hidden) return;
      event.preventDefault();
      over(true);
    });
    this.element.addEventListener("dragleave", () => over(false));
    this.element.addEventListener("drop", (event) => {
      over(false);
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.composer.files.add(event.dataTransfer.files);
      this.composer.focus();
    });
  }
}
