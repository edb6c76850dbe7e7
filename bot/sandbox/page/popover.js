// Small panels that open beside a button or at the pointer: menus, and the clock's controls.

import { el, icon } from "./dom.js";

const MARGIN = 8;
let current = null;

/** Close whatever panel is open; focus goes back to where it was opened from. */
export function closePopover({ refocus = true } = {}) {
  if (!current) return;
  const { panel, opener, stop } = current;
  current = null;
  stop.abort();
  opener?.setAttribute("aria-expanded", "false");
  if (refocus && panel.contains(document.activeElement)) opener?.focus();
  panel.remove();
}

/** Open `panel` beside `opener` (or at `point`), at its right edge when `end`; opening it again from the same button closes it. */
export function openPopover(panel, { opener = null, point = null, end = false }) {
  const again = opener !== null && current?.opener === opener;
  closePopover();
  if (again) return;
  const stop = new AbortController();
  panel.classList.add("popover");
  document.body.append(panel);
  opener?.setAttribute("aria-expanded", "true");
  place(panel, point ?? opener.getBoundingClientRect(), end);
  current = { panel, opener, stop };
  const outside = ({ target }) => {
    if (!panel.contains(target) && !opener?.contains(target)) closePopover({ refocus: false });
  };
  document.addEventListener("pointerdown", outside, { signal: stop.signal, capture: true });
  addEventListener("resize", () => closePopover(), { signal: stop.signal });
  addEventListener("keydown", (event) => event.key === "Escape" && closePopover(), { signal: stop.signal });
  panel.querySelector("button, input")?.focus({ preventScroll: true });
}

function place(panel, around, end) {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = around.bottom + MARGIN;
  const top = below + height > innerHeight - MARGIN ? around.top - MARGIN - height : below;
  const fits = !end && around.left + width <= innerWidth - MARGIN;
  const left = fits ? around.left : around.right - width;
  panel.style.top = `${Math.max(MARGIN, top)}px`;
  panel.style.left = `${Math.min(Math.max(MARGIN, left), innerWidth - width - MARGIN)}px`;
}

/** Open a menu of `{icon, label, run}` items; arrows, Home and End move through it. */
export function openMenu(items, where) {
  const buttons = items.map(({ icon: name, label, run, danger = false }) => {
    const click = () => {
      closePopover();
      run();
    };
    const attributes = { type: "button", role: "menuitem", class: danger ? "danger" : null, on: { click } };
    return el("button", attributes, icon(name), label);
  });
  const move = (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length).focus();
  };
  openPopover(el("div", { class: "menu", role: "menu", on: { keydown: move } }, buttons), where);
}
