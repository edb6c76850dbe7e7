// Talking to the sandbox's server: requests, and the stream of events with its reconnection.

import { texts } from "./texts.js";

const RETRY_MS = [500, 1000, 2000, 4000];

/** Send one request; raises an Error whose message can be shown as it is. */
export async function post(path, body) {
  const form = body instanceof FormData;
  const request = form
    ? { method: "POST", body }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(`/sandbox${path}`, request);
  } catch {
    throw new Error(texts.unreachable);
  }
  if (response.ok) return;
  const answer = await response.json().catch(() => null);
  throw new Error(answer?.error ?? `${texts.unreachable} (${response.status})`);
}

/** Keep the page in step: the whole state at each (re)connection, then one event after the other. */
export class Feed {
  #source = null;
  #pending = [];
  #loading = false;
  #failures = 0;

  constructor({ onState, onEvent, onConnection }) {
    this.onState = onState;
    this.onEvent = onEvent;
    this.onConnection = onConnection;
  }

  connect() {
    const source = new EventSource("/sandbox/events");
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#reload(source);
    };
    source.onmessage = ({ data }) => this.#take(JSON.parse(data));
    source.onerror = () => this.#retry(source);
  }

  // Events that arrive while the state is under way are kept and replayed on top of it; all of them are idempotent.
  async #reload(source) {
    this.#loading = true;
    this.#pending = [];
    try {
      const response = await fetch("/sandbox/state", { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      const state = await response.json();
      if (source !== this.#source) return;
      this.onState(state);
      this.onConnection(true);
    } catch {
      this.#retry(source);
      return;
    }
    this.#loading = false;
    this.#pending.splice(0).forEach(this.onEvent);
  }

  #take(event) {
    if (this.#loading) this.#pending.push(event);
    else this.onEvent(event);
  }

  #retry(source) {
    if (source !== this.#source) return;
    source.close();
    this.#source = null;
    this.onConnection(false);
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    setTimeout(() => this.connect(), wait);
  }
}
