// On a narrow screen one phone shows at a time: tabs name them, a swipe moves between them.

import { avatar, el, givenName, reducedMotion } from "./dom.js";
import { texts } from "./texts.js";

const NARROW = matchMedia("(max-width: 800px)");

export class Tabs {
  #phones = [];
  #active = 0;

  constructor(nav, strip) {
    this.nav = nav;
    this.strip = strip;
    nav.setAttribute("aria-label", texts.phones);
    nav.addEventListener("keydown", (event) => this.#key(event));
    strip.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    strip.addEventListener("scrollend", () => this.#settled());
    NARROW.addEventListener("change", () => this.select(this.#active, { smooth: false }));
    addEventListener("resize", () => NARROW.matches && this.select(this.#active, { smooth: false }));
  }

  /** Show one tab for each phone, in this order. */
  set(phones) {
    this.#phones = phones;
    this.nav.replaceChildren(...phones.map((phone, index) => this.#tab(phone, index)));
    this.select(Math.min(this.#active, phones.length - 1), { smooth: false });
  }

  /** Put a dot on the tab of a phone the reader does not see. */
  markUnread(phone) {
    const index = this.#phones.indexOf(phone);
    if (!NARROW.matches || index === this.#active) return;
    this.#dot(index).hidden = false;
  }

  select(index, { smooth = true } = {}) {
    this.#activate(index);
    if (!NARROW.matches) return;
    this.nav.children[index]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const behavior = smooth && !reducedMotion() ? "smooth" : "instant";
    this.strip.scrollTo({ left: index * this.strip.clientWidth, behavior });
  }

  #tab({ key, name, fullName, platform, tone }, index) {
    const dot = el("span", { class: "unread", role: "img", "aria-label": texts.unread, hidden: true });
    const attributes = { type: "button", "data-testid": `tab-${key}`, "aria-controls": `phone-${key}` };
    const on = { click: () => this.select(index) };
    const label = platform.label ? el("small", {}, platform.label.split(" ")[0]) : null;
    const words = el("span", {}, givenName(name), label);
    return el("button", { ...attributes, title: fullName, on }, avatar(name, tone), words, dot);
  }

  #activate(index) {
    this.#active = index;
    [...this.nav.children].forEach((tab, at) => {
      if (at === index) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
      this.#phones[at].element.inert = NARROW.matches && at !== index;
    });
    if (this.nav.children.length) this.#dot(index).hidden = true;
  }

  #dot(index) {
    return this.nav.children[index].querySelector(".unread");
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const index = (this.#active + step + this.#phones.length) % this.#phones.length;
    this.select(index);
    this.nav.children[index].focus();
  }

  // While a finger drags, nothing changes until the strip has come to rest on a phone.
  #scrolled() {
    if ("onscrollend" in window) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#settled(), 120);
  }

  #settled() {
    if (!NARROW.matches) return;
    const index = Math.round(this.strip.scrollLeft / this.strip.clientWidth);
    if (index !== this.#active && this.#phones[index]) this.#activate(index);
  }
}
