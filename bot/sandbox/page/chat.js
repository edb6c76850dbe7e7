// The conversation of one phone: messages in days, typing dots, and staying at the newest line.

import { el, icon, reducedMotion } from "./dom.js";
import { isEditable, renderMessage, settleKeys } from "./message.js";
import { texts } from "./texts.js";
import { dayKey, dayTitle } from "./time.js";

const NEAR_PX = 90;
const TYPING_MS = 6000;

export class Chat {
  #messages = new Map();
  #stuck = true;
  #missed = 0;
  #top = 0;
  #typingTimer = 0;

  constructor(actions) {
    this.actions = actions;
    this.days = el("div", { class: "days" });
    const dots = { class: "typing", role: "img", "aria-label": texts.typing, hidden: true };
    this.dots = el("div", dots, el("i"), el("i"), el("i"));
    this.welcome = el("div", { class: "welcome", hidden: true });
    this.scroller = el(
      "div",
      { class: "scroller", role: "log", "aria-live": "polite", "aria-label": texts.phoneOf(actions.owner), tabindex: "0" },
      this.welcome,
      this.days,
      this.dots,
    );
    this.count = el("span");
    const toEnd = () => this.toEnd({ smooth: true });
    const pill = { type: "button", class: "newest", hidden: true, on: { click: toEnd } };
    this.pill = el("button", pill, this.count, icon("down"));
    this.element = el("div", { class: "chat" }, this.scroller, this.pill);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const keep = new ResizeObserver(() => this.#stuck && this.toEnd());
    for (const part of [this.scroller, this.days, this.dots]) keep.observe(part);
  }

  /** Show exactly these messages; nothing is redrawn when nothing changed. */
  load(messages) {
    if (JSON.stringify(messages) === JSON.stringify([...this.#messages.values()])) return;
    this.scroller.setAttribute("aria-busy", "true");
    this.#messages.clear();
    this.days.replaceChildren();
    for (const message of messages) this.#append(message);
    this.scroller.removeAttribute("aria-busy");
    if (this.#stuck) this.toEnd();
  }

  /** Add a message, or put it in the place of the one with the same id. */
  put(message) {
    if (!message.mine) this.typing(false);
    const old = this.#element(message.id);
    if (old) {
      this.#messages.set(message.id, message);
      this.#replace(old, renderMessage(message, this.actions));
      return;
    }
    this.#append(message).classList.add("fresh");
    if (message.mine || this.#stuck) this.toEnd();
    else this.#showPill(this.#missed + 1);
  }

  delete(id) {
    const gone = this.#element(id);
    this.#messages.delete(id);
    if (!gone) return;
    const day = gone.parentElement;
    if (gone.contains(document.activeElement)) this.actions.focusComposer();
    gone.removeAttribute("data-message");
    const remove = () => {
      gone.remove();
      if (!day.querySelector(".message")) day.remove();
    };
    if (reducedMotion()) return remove();
    gone.style.height = `${gone.offsetHeight}px`;
    gone.classList.add("leaving");
    setTimeout(remove, 420);
  }

  /** A press was answered. */
  answered(id, data) {
    const article = this.#element(id);
    if (article) settleKeys(article, data);
  }

  typing(on) {
    clearTimeout(this.#typingTimer);
    this.dots.hidden = !on;
    if (on) this.#typingTimer = setTimeout(() => this.typing(false), TYPING_MS);
  }

  /** The newest message the person may change, or undefined. */
  lastEditable() {
    return [...this.#messages.values()].reverse().find(isEditable);
  }

  get isEmpty() {
    return this.#messages.size === 0;
  }

  toEnd({ smooth = false } = {}) {
    this.#stuck = true;
    this.#showPill(0);
    const behavior = smooth && !reducedMotion() ? "smooth" : "instant";
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  #append(message) {
    this.#messages.set(message.id, message);
    const element = renderMessage(message, this.actions);
    const key = dayKey(message.date);
    let day = this.days.lastElementChild;
    if (day?.dataset.day !== key) {
      const title = el("h3", { class: "day-title" }, el("time", { datetime: key }, dayTitle(message.date)));
      day = el("section", { class: "day", "data-day": key }, title);
      this.days.append(day);
    }
    day.append(element);
    return element;
  }

  // A keyboard user who pressed a button stays on the redrawn message when it still has buttons.
  #replace(old, fresh) {
    const at = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
    old.replaceWith(fresh);
    if (at < 0) return;
    const keys = fresh.querySelectorAll("button, a");
    if (keys.length) keys[Math.min(at, keys.length - 1)].focus({ preventScroll: true });
    else this.actions.focusComposer();
  }

  #element(id) {
    return this.days.querySelector(`[data-message="${Number(id)}"]`);
  }

  // Only moving up lets go of the end, so that a smooth scroll down is never mistaken for reading.
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const left = scrollHeight - clientHeight - scrollTop;
    if (left < NEAR_PX) this.#stuck = true;
    else if (scrollTop < this.#top) this.#stuck = false;
    this.#top = scrollTop;
    if (left < NEAR_PX) this.#showPill(0);
    else if (!this.#stuck) this.pill.hidden = false;
  }

  #showPill(missed) {
    this.#missed = missed;
    this.count.textContent = missed > 0 ? (missed > 1 ? `${texts.newest} (${missed})` : texts.newest) : "";
    this.pill.hidden = missed === 0;
    this.pill.setAttribute("aria-label", missed > 0 ? this.count.textContent : texts.newest);
  }
}
