// Touch and pointer habits of messengers: a long press, a double click, the context menu.

const LONG_PRESS_MS = 500;
const SLIP_PX = 10;

/** Call `onMenu(point)` for the context menu or a long press, `onDouble()` for a double click. */
export function onMessageGestures(element, { onMenu, onDouble }) {
  let timer = 0;
  let from = null;
  const release = () => clearTimeout(timer);
  const at = (x, y) => onMenu({ left: x, right: x, top: y, bottom: y });

  element.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img")) return;
    event.preventDefault();
    release();
    at(event.clientX, event.clientY);
  });
  element.addEventListener("dblclick", (event) => {
    if (event.target.closest("a, button") || !onDouble()) return;
    getSelection()?.removeAllRanges();
  });
  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    from = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => at(from.x, from.y), LONG_PRESS_MS);
  });
  element.addEventListener("pointermove", (event) => {
    if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLIP_PX) release();
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) element.addEventListener(end, release);
}
