// What this phone keeps: who it is in the room, and its conversation. All of it in this browser, under one prefix.
//
// One record is one entry, so that it is written whole or not at all. A browser that stores nothing (a private window
// of some makes) keeps it until the page is closed, and the page says so.

const PREFIX = "doormat.";
const SEAT = "doormat.seat";
const memory = new Map();

function area(name) {
  try {
    const store = globalThis[name];
    store.setItem("doormat.probe", "1");
    store.removeItem("doormat.probe");
    return store;
  } catch {
    return null;
  }
}

const local = area("localStorage");
const session = area("sessionStorage");

let full = false;

/** Whether what is kept outlives the page. */
export const lasting = () => local !== null && !full;

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** Who this phone is: {room, address, token, code}, or null. This tab's first: two tabs may be two people. */
export function seat() {
  return parse(session?.getItem(SEAT)) ?? parse(local?.getItem(SEAT)) ?? memory.get(SEAT) ?? null;
}

export function keepSeat(value) {
  memory.set(SEAT, value);
  const text = JSON.stringify(value);
  session?.setItem(SEAT, text);
  local?.setItem(SEAT, text);
}

/** Gives up the seat, and with it the conversation. */
export function leaveSeat() {
  const left = seat();
  memory.delete(SEAT);
  session?.removeItem(SEAT);
  if (left && parse(local?.getItem(SEAT))?.token === left.token) local.removeItem(SEAT);
  if (left) forget(left);
}

/** The name of the entry that holds a conversation. */
export const recordName = ({ room, address }) => `${PREFIX}chat.${room}.${address}`;

/** The record of a conversation, or null. */
export function record(of) {
  return memory.get(recordName(of)) ?? parse(local?.getItem(recordName(of))) ?? null;
}

/** Keeps a record: in the browser's storage if it takes it, else until the page is closed. */
export function keepRecord(of, value) {
  memory.set(recordName(of), value);
  try {
    local?.setItem(recordName(of), JSON.stringify(value));
    full = false;
  } catch {
    // An older record would be worse than none: its keys were used since.
    full = true;
    local.removeItem(recordName(of));
  }
}

/** Deletes a conversation. */
export function forget(of) {
  local?.removeItem(recordName(of));
  memory.delete(recordName(of));
}
