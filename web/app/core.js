// The messenger: the crates honest and escrow as WebAssembly. Layouts as in web/core/src/ops.rs.
//
//   await load("/core.wasm");
//   const messenger = await Messenger.create("teal-otter", null);      clean
//   const messenger = await Messenger.create("teal-otter", mandate);   {epoch, key, proven, committed, bound}
//   messenger.export()      the state to keep, before sending and after receiving
//
// Every failure is a Trouble with a kind: "refused", "key_changed", "duplicate", "no_session", "usage" or "dead".

import { fromUtf8, utf8 } from "./bytes.js";

const KINDS = [null, "refused", "key_changed", "duplicate", "no_session", "usage"];
const OP = { create: 1, restore: 2, export: 3, publish: 4, begin: 5, send: 6, receive: 7, safety: 8, forget: 9 };
// getRandomValues takes no more at a time.
const RANDOM_AT_ONCE = 65_536;

let module = null;

export class Trouble extends Error {
  constructor(kind, why) {
    super(why);
    this.kind = kind;
    this.why = why;
  }
}

/** Fetches and compiles; once for a page. */
export async function load(url) {
  if (module) return;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  module = await WebAssembly.compile(await answer.arrayBuffer());
}

/** One instance of the WebAssembly. After a panic it is never called again. */
class Instance {
  static async open() {
    const instance = new Instance();
    // Asynchronously, because some browsers refuse a file of this size otherwise.
    instance.exports = (await WebAssembly.instantiate(module, { env: instance.env() })).exports;
    return instance;
  }

  constructor() {
    this.dead = null;
    this.exports = null;
  }

  /** What the WebAssembly imports: randomness, and a way to fail. */
  env() {
    return {
      random_fill: (at, length) => {
        for (let done = 0; done < length; done += RANDOM_AT_ONCE) {
          const some = Math.min(RANDOM_AT_ONCE, length - done);
          crypto.getRandomValues(new Uint8Array(this.memory, at + done, some));
        }
      },
      host_panic: (at, length) => {
        this.dead = fromUtf8.decode(new Uint8Array(this.memory, at, length).slice());
        throw new Trouble("dead", this.dead);
      },
    };
  }

  // Taken anew each time: when memory grows, the old buffer is detached.
  get memory() {
    return this.exports.memory.buffer;
  }

  call(op, asked) {
    if (this.dead) throw new Trouble("dead", this.dead);
    const { alloc, free, call } = this.exports;
    try {
      const at = alloc(asked.length);
      new Uint8Array(this.memory, at, asked.length).set(asked);
      const packed = call(op, at, asked.length);
      free(at, asked.length);
      const from = Number(packed >> 32n);
      const length = Number(packed & 0xffff_ffffn);
      const answer = new Uint8Array(this.memory, from, length).slice();
      free(from, length);
      const kind = KINDS[answer[0]];
      if (kind) throw new Trouble(kind, fromUtf8.decode(answer.subarray(1)));
      return answer.subarray(1);
    } catch (error) {
      // A trap that is no panic leaves the instance in no known state either.
      if (!(error instanceof Trouble)) this.dead = String(error);
      throw error;
    }
  }
}

/** Writes big-endian integers, flags and bytes. */
function layout(...parts) {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function integer(value, width) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes.subarray(8 - width);
}

const prefixed = (bytes) => layout(integer(bytes.length, 2), bytes);
const address = (name) => prefixed(utf8.encode(name));
const flag = (value) => integer(value ? 1 : 0, 1);

function law(mandate) {
  if (!mandate) return flag(false);
  const { epoch, key, proven, committed, bound } = mandate;
  return layout(flag(true), integer(epoch, 4), key, flag(proven), flag(committed), flag(bound));
}

/** Cuts bytes behind a 16-bit length off the front. */
function takePrefixed(bytes) {
  const length = (bytes[0] << 8) | bytes[1];
  return [bytes.slice(2, 2 + length), bytes.subarray(2 + length)];
}

export class Messenger {
  #instance;

  constructor(instance) {
    this.#instance = instance;
  }

  /** A new messenger with fresh keys. @param {object|null} mandate with `key` as 32 bytes */
  static async create(name, mandate) {
    const instance = await Instance.open();
    instance.call(OP.create, layout(law(mandate), address(name)));
    return new Messenger(instance);
  }

  /** Goes on from an exported state. */
  static async restore(state, mandate) {
    const instance = await Instance.open();
    instance.call(OP.restore, layout(law(mandate), state));
    return new Messenger(instance);
  }

  /** The state: whoever has it is this messenger. */
  export() {
    return this.#instance.call(OP.export, new Uint8Array());
  }

  /** Prekeys for the relay. @returns {{bundles: Uint8Array[], last: Uint8Array}} */
  publish(count) {
    const answer = this.#instance.call(OP.publish, integer(count, 4));
    const bundles = [];
    let rest = answer.subarray(4);
    let bundle;
    for (let left = new DataView(answer.buffer, answer.byteOffset).getUint32(0); left > 0; left -= 1) {
      [bundle, rest] = takePrefixed(rest);
      bundles.push(bundle);
    }
    const [last] = takePrefixed(rest);
    return { bundles, last };
  }

  /** Starts a session with the owner of a bundle. */
  begin(peer, bundle, sent) {
    this.#instance.call(OP.begin, layout(address(peer), integer(sent, 8), bundle));
  }

  /** Seals a text. @returns {Uint8Array} the frame for the relay */
  send(peer, text, sent) {
    return this.#instance.call(OP.send, layout(address(peer), integer(sent, 8), utf8.encode(text)));
  }

  /** Opens a frame. @returns {{from: string, text: string}} */
  receive(frame) {
    const [from, text] = takePrefixed(this.#instance.call(OP.receive, frame));
    return { from: fromUtf8.decode(from), text: fromUtf8.decode(text) };
  }

  /** The 60 digits to compare, or null before the peer's key is known. */
  safety(peer) {
    const digits = fromUtf8.decode(this.#instance.call(OP.safety, address(peer)));
    return digits === "" ? null : digits;
  }

  /** Forgets the peer's key and sessions; the next key that is seen counts as theirs. */
  forget(peer) {
    this.#instance.call(OP.forget, address(peer));
  }
}
