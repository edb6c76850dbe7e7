// Dates as they read in Vietnam (UTC+07:00), whatever the time zone of the browser.

import { language, texts } from "./texts.js";

const ZONE = 7 * 3_600_000;
const two = (number) => String(number).padStart(2, "0");

function parts(moment) {
  const shifted = new Date(new Date(moment).getTime() + ZONE);
  return {
    year: shifted.getUTCFullYear(),
    month: two(shifted.getUTCMonth() + 1),
    day: two(shifted.getUTCDate()),
    time: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
    weekday: texts.weekdays[shifted.getUTCDay()],
  };
}

/** "09:14" */
export const timeOfDay = (moment) => parts(moment).time;

/** "2022-03-21", to tell one day from another. */
export function dayKey(moment) {
  const { year, month, day } = parts(moment);
  return `${year}-${month}-${day}`;
}

/** "Thứ Hai, 21/03/2022" */
export function dayTitle(moment) {
  const { weekday, day, month, year } = parts(moment);
  return `${weekday}, ${day}/${month}/${year}`;
}

/** "21/03/2022 09:14" */
export function stamp(moment) {
  const { day, month, year, time } = parts(moment);
  return `${day}/${month}/${year} ${time}`;
}

/** What a datetime-local field takes: "2022-03-21T09:14". */
export const fieldValue = (moment) => `${dayKey(moment)}T${timeOfDay(moment)}`;

/** The ISO moment a datetime-local field means. */
export const fieldMoment = (value) => `${value.length === 16 ? `${value}:00` : value}+07:00`;

/** "1,2 MB" */
export function fileSize(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  const step = bytes > 0 ? Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), units.length - 1) : 0;
  const digits = step > 1 ? 1 : 0;
  const value = (bytes / 1024 ** step).toLocaleString(language, { maximumFractionDigits: digits });
  return `${value} ${units[step]}`;
}
