// The sandbox page: phones side by side, kept in step with the server.

import { Feed } from "./api.js";
import { Clock } from "./clock.js";
import { Phone } from "./phone.js";
import { Tabs } from "./tabs.js";
import { language, texts } from "./texts.js";

const BANNER_MS = 800;

const part = (selector) => document.querySelector(selector);

function writePageTexts() {
  document.documentElement.lang = language;
  document.title = `${texts.title} · ${texts.subtitle}`;
  const subtitle = document.createElement("span");
  subtitle.textContent = texts.subtitle;
  part(".title").replaceChildren(texts.title, subtitle);
  part(".tagline").textContent = texts.tagline;
  part(".offline").textContent = texts.offline;
}

// Where the on-screen keyboard lies over the page instead of shrinking it, the page shrinks itself.
function followVisibleHeight() {
  const { visualViewport } = window;
  visualViewport?.addEventListener("resize", () => {
    if (visualViewport.scale !== 1) return;
    document.documentElement.style.setProperty("--height", `${visualViewport.height}px`);
    scrollTo(0, 0);
  });
}

/** The whole page; `feed.connect()` brings it to life. */
class Page {
  #phones = new Map();
  #bannerTimer = 0;

  constructor() {
    this.strip = part(".phones");
    this.clock = new Clock(part(".clock"));
    this.tabs = new Tabs(part(".tabs"), this.strip);
    const onState = (state) => this.load(state);
    const onEvent = (event) => this.take(event);
    this.feed = new Feed({ onState, onEvent, onConnection: (up) => this.#connection(up) });
  }

  load({ clock, platforms, phones }) {
    this.clock.set(clock);
    const keys = phones.map(({ key }) => key);
    if (String(keys) !== String([...this.#phones.keys()])) this.#build(phones, platforms);
    for (const state of phones) this.#phones.get(state.key).load(state);
  }

  take(event) {
    if (event.type === "clock") this.clock.set(event.clock);
    else if (event.type === "commands") this.#setCommands(event);
    else this.#phones.get(event.phone)?.take(event);
  }

  #setCommands({ phone, commands }) {
    for (const [key, { composer }] of this.#phones) if (!phone || key === phone) composer.setCommands(commands);
  }

  #build(phones, platforms) {
    const onUnread = (phone) => this.tabs.markUnread(phone);
    const names = [...new Set(phones.map(({ name }) => name))];
    const made = phones.map((person) => {
      const tone = names.indexOf(person.name);
      return [person.key, new Phone(person, { platform: platforms[person.platform], tone, onUnread })];
    });
    this.#phones = new Map(made);
    const all = [...this.#phones.values()];
    this.strip.replaceChildren(...all.map(({ element }) => element));
    this.tabs.set(all);
  }

  #connection(up) {
    clearTimeout(this.#bannerTimer);
    const banner = part(".offline");
    if (up) banner.hidden = true;
    else this.#bannerTimer = setTimeout(() => (banner.hidden = false), BANNER_MS);
  }
}

writePageTexts();
followVisibleHeight();
new Page().feed.connect();
