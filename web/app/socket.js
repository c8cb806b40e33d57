// A connection to a room that survives sleep, a lost network and a restarted server. Used by the phone, the
// projector and the console.
//
//   const room = new Room({ url, token, after, onBoard, onMail, onState, onSent, onRefused });
//   room.send({ id, to, body });   kept here and sent again after every reconnect until the relay answers
//   room.boards                    {all, own} or {stage}: the newest state of each
//   room.close();
//
// onBoard(name, state)             after every change
// onMail({n, from, sent, body})    in order, each once; when it throws, the message counts as not received
// onSent({id, n, sent})            the relay has stored it
// onRefused({id, code, why})       the relay will not; it is not sent again
// onState({state, code, retryAt, welcome})
//   state    "connecting" | "open" | "waiting" (retryAt: ms since 1970) | "ended" (code says why)
//   code     of an end: 4401 token not valid, 4409 open elsewhere, 4410 room closed
//   welcome  {address, version, now} of the server, in state "open"

import { decode, encode } from "./bytes.js";
import { merge } from "./patch.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;
// How long a server may take to say welcome. A phone that wakes up often has a socket that is dead and does not know it.
const PATIENCE = 8_000;
// A page that was out of sight for so long asks anew instead of trusting its old socket.
const STALE = 20_000;
// What the relay answers when it only wants to be asked later.
const LATER = new Set(["rate", "store"]);
const FINAL = new Set([4401, 4409, 4410]);

/** The address of a socket on this page's own server. */
export function socketUrl(path) {
  const base = location.origin.replace(/^http/, "ws");
  return base + path;
}

export class Room {
  constructor({ url, token, after = 0, onBoard, onMail, onState, onSent, onRefused }) {
    const ignore = () => {};
    this.url = url;
    this.token = token;
    this.after = after;
    this.boards = {};
    this.on = {
      board: onBoard ?? ignore,
      mail: onMail ?? ignore,
      state: onState ?? ignore,
      sent: onSent ?? ignore,
      refused: onRefused ?? ignore,
    };
    this.positions = {};
    this.outbox = new Map();
    this.wait = FIRST_WAIT;
    this.ended = false;
    this.hiddenAt = null;
    this.wake = this.wake.bind(this);
    document.addEventListener("visibilitychange", this.wake);
    addEventListener("online", this.wake);
    addEventListener("pageshow", this.wake);
    this.connect();
  }

  /** Hands a message to the relay, now or as soon as there is a connection. @param {{id, to, body: Uint8Array}} */
  send({ id, to, body }) {
    const frame = JSON.stringify({ t: "send", id, to, body: encode(body) });
    this.outbox.set(id, frame);
    if (this.open) this.socket.send(frame);
  }

  /** Takes back what the relay has not answered yet. */
  forgetOutbox() {
    this.outbox.clear();
  }

  /** Says that all mail up to a number is kept safe here. */
  seen(n) {
    if (this.open) this.socket.send(JSON.stringify({ t: "seen", n }));
  }

  /** Ends it for good. */
  close() {
    this.finish(1000);
  }

  connect() {
    clearTimeout(this.timer);
    this.drop();
    this.on.state({ state: "connecting" });
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.timer = setTimeout(() => this.lost(socket, 1006), PATIENCE);
    socket.onopen = () => {
      const { token, after, positions: boards } = this;
      socket.send(JSON.stringify({ t: "hello", token, after, boards }));
    };
    socket.onmessage = (event) => {
      if (socket === this.socket) this.heard(socket, event.data);
    };
    socket.onclose = (event) => this.lost(socket, event.code);
  }

  heard(socket, text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    // The stage has no welcome: its first frame is the board.
    if (!this.open) this.opened(frame.t === "welcome" ? frame : null);
    if (frame.t === "board") {
      this.positions[frame.name] = { generation: frame.generation, n: frame.n };
      this.show(frame.name, frame.state);
    } else if (frame.t === "delta") {
      this.changed(socket, frame);
    } else if (frame.t === "mail") {
      this.received(socket, frame);
    } else if (frame.t === "sent") {
      this.outbox.delete(frame.id);
      this.on.sent(frame);
    } else if (frame.t === "refused") {
      this.refused(socket, frame);
    }
  }

  opened(welcome) {
    clearTimeout(this.timer);
    this.open = true;
    this.wait = FIRST_WAIT;
    this.on.state({ state: "open", welcome });
    for (const frame of this.outbox.values()) this.socket.send(frame);
  }

  changed(socket, { name, n, patch }) {
    const position = this.positions[name];
    if (!position || n !== position.n + 1) {
      // Something was missed: ask for the whole.
      delete this.positions[name];
      this.lost(socket, 1006);
      return;
    }
    position.n = n;
    this.show(name, merge(this.boards[name], patch));
  }

  show(name, state) {
    this.boards = { ...this.boards, [name]: state };
    this.on.board(name, state);
  }

  received(socket, { n, from, sent, body }) {
    if (n <= this.after) return;
    try {
      this.on.mail({ n, from, sent, body: decode(body) });
    } catch (error) {
      console.error(error);
      this.lost(socket, 1006);
      return;
    }
    this.after = n;
    this.seen(n);
  }

  refused(socket, frame) {
    if (!LATER.has(frame.code)) {
      this.outbox.delete(frame.id);
      this.on.refused(frame);
      return;
    }
    const again = this.outbox.get(frame.id);
    setTimeout(() => {
      if (again && this.open && socket === this.socket && this.outbox.has(frame.id)) socket.send(again);
    }, LONGEST_WAIT);
  }

  lost(socket, code) {
    if (socket !== this.socket || this.ended) return;
    this.drop();
    if (FINAL.has(code)) {
      this.finish(code);
      return;
    }
    // Spread out, so that thirty phones do not come back in the same instant.
    const wait = this.wait * (0.75 + Math.random() / 2);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), wait);
    this.on.state({ state: "waiting", code, retryAt: Date.now() + wait });
  }

  drop() {
    const { socket } = this;
    this.open = false;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  finish(code) {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.drop();
    document.removeEventListener("visibilitychange", this.wake);
    removeEventListener("online", this.wake);
    removeEventListener("pageshow", this.wake);
    this.on.state({ state: "ended", code });
  }

  wake(event) {
    if (this.ended) return;
    if (document.hidden) {
      this.hiddenAt = Date.now();
      return;
    }
    const away = this.hiddenAt === null ? 0 : Date.now() - this.hiddenAt;
    this.hiddenAt = null;
    const first = event.type === "pageshow" && !event.persisted;
    if (first || (this.open && away < STALE && event.type !== "online")) return;
    this.wait = FIRST_WAIT;
    this.connect();
  }
}
