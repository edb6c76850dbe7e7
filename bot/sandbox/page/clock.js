// The sandbox's clock: it ticks with the real one, and can be moved.

import { post } from "./api.js";
import { el, icon } from "./dom.js";
import { openPopover } from "./popover.js";
import { texts } from "./texts.js";
import { fieldMoment, fieldValue, stamp } from "./time.js";

const HOUR = 3600;
const STEPS = [
  [texts.tenMinutes, 600],
  [texts.hour, HOUR],
  [texts.day, 24 * HOUR],
  [texts.week, 7 * 24 * HOUR],
];

export class Clock {
  #base = null;
  #readAt = 0;

  constructor(button) {
    this.button = button;
    this.words = el("span", { class: "clock-words" }, "––/––/–––– ––:––");
    this.words.setAttribute("role", "timer");
    button.append(icon("clock"), this.words);
    button.title = texts.clock;
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => this.#controls());
    setInterval(() => this.#draw(), 1000);
  }

  /** Take the server's time; a jump of more than a minute is shown by a short glow. */
  set(iso) {
    const moment = new Date(iso).getTime();
    const jumped = this.#base !== null && Math.abs(moment - this.#now()) > 60_000;
    this.#base = moment;
    this.#readAt = performance.now();
    this.#draw();
    this.button.classList.toggle("jumped", jumped);
    if (jumped) setTimeout(() => this.button.classList.remove("jumped"), 1500);
  }

  #now() {
    return this.#base + performance.now() - this.#readAt;
  }

  #draw() {
    if (this.#base === null) return;
    const words = stamp(this.#now());
    if (this.words.textContent === words) return;
    this.words.textContent = words;
    this.button.setAttribute("aria-label", `${texts.clock}: ${words}`);
  }

  #controls() {
    if (this.#base === null) return;
    const problem = el("p", { class: "problem", role: "alert", hidden: true });
    const move = async (body) => {
      problem.hidden = true;
      try {
        await post("/clock", body);
      } catch (error) {
        problem.hidden = false;
        problem.textContent = error.message;
      }
    };
    const value = fieldValue(this.#now());
    const field = el("input", { type: "datetime-local", "aria-label": texts.clockField, value, required: true });
    const submit = (event) => {
      event.preventDefault();
      move({ to: fieldMoment(field.value) });
    };
    const steps = STEPS.map(([label, seconds]) =>
      el("button", { type: "button", on: { click: () => move({ forward_seconds: seconds }) } }, label),
    );
    const set = el("button", { type: "submit", class: "primary" }, texts.setClock);
    const panel = el(
      "div",
      { class: "clock-panel", role: "dialog", "aria-label": texts.clock },
      el("p", {}, texts.clockHint),
      el("div", { class: "clock-steps" }, steps),
      el("form", { class: "clock-form", on: { submit } }, field, set),
      problem,
    );
    openPopover(panel, { opener: this.button });
  }
}
