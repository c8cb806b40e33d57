// The conversation of one pair, as a machine without a screen.
//
//   waiting ──partner and build──▶ preparing ──prekeys at the relay──▶ ready ◀──▶ changed
//
// What goes wrong on the way is tried again. Nothing is lost or doubled by a reload at any moment, because
//   - the messenger's state and the frame it made are kept in one record before the frame is handed to the socket,
//   - the state after reading, the text and the mailbox number are kept in one record before the mail counts as seen,
//   - a message has an id that the relay knows again.
// A `round` above the kept one begins anew: fresh keys, no messages.

import { Refused } from "./api.js";
import { decode, encode, freshId } from "./bytes.js";
import { Messenger, Trouble } from "./core.js";

// One partner takes one; the rest is for a partner who begins again.
const BUNDLES = 4;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 5_000;
// Refusals of the relay that say nothing about the message itself.
const PASSING = new Set(["offline", "rate", "store", "no_bundle"]);

const blank = (round) => ({
  version: 1,
  round,
  after: 0,
  build: null,
  peer: null,
  state: null,
  published: false,
  begun: false,
  messages: [],
  outbox: [],
  held: [],
  changed: false,
  verified: null,
  mustCompare: false,
  // Proposals that were sent; phrases of `mark`.
  taken: [],
  // What was told to the room about the outcome.
  confirmed: null,
});

/** A line in place of mail from somebody outside the pair. */
const stranger = ({ n, sent }) => ({ id: `n${n}`, mine: false, from: null, sent, state: "stranger" });

/** Texts of one's own that the instructor has allowed, and what they are remembered by. */
const allowed = (own) => (own?.proposals ?? []).filter((one) => one.state === "allowed");
const mark = ({ id, text }) => `${id}:${text}`;

export class Chat {
  /**
   * @param address this phone's
   * @param kept    {load(), save(record)}
   * @param relay   {post bundles, fetch a bundle}: publish({bundles, last}) and bundle(address), both promises
   * @param onChange called whenever what `view()` says may have changed
   */
  constructor({ address, kept, relay, onChange }) {
    this.address = address;
    this.kept = kept;
    this.relay = relay;
    this.onChange = onChange;
    this.record = kept.load() ?? blank(0);
    this.room = null;
    this.messenger = null;
    this.own = null;
    this.behind = 0;
    this.busy = false;
    this.again = false;
    this.problem = null;
    this.digits = null;
    this.stopped = false;
  }

  /** The number of the last mail that is kept: where the socket goes on. */
  get after() {
    return this.record.after;
  }

  /** Takes the socket, and hands it what was not answered before the last reload. */
  connect(room) {
    this.room = room;
    for (const { id, to, body } of this.record.outbox) room.send({ id, to, body: decode(body) });
  }

  /** The relay's clock, in seconds. */
  now() {
    return Math.floor(Date.now() / 1000 + this.behind);
  }

  opened({ now }) {
    this.behind = now - Date.now() / 1000;
    this.work();
  }

  /** The board that tells who the partner is and which messenger to run. */
  told(own) {
    this.own = own;
    this.work();
  }

  /** Sends each text that the instructor has allowed, once. */
  takeAllowed() {
    const { taken } = this.record;
    for (const proposal of allowed(this.own)) {
      if (!this.open || !this.messenger || taken.includes(mark(proposal))) continue;
      taken.push(mark(proposal));
      this.send(proposal.text);
    }
  }

  view() {
    const { record } = this;
    return {
      stage: this.stage(),
      problem: this.problem,
      peer: record.peer,
      messages: record.messages,
      known: this.safety() !== null,
      verified: record.verified,
      mustCompare: record.mustCompare,
    };
  }

  /** The 60 digits to compare with the partner, or null before their key is known. Costs some 10,000 hashes, once. */
  safety() {
    if (this.digits === null && this.messenger && this.record.begun) {
      this.digits = this.messenger.safety(this.record.peer);
    }
    return this.digits;
  }

  stage() {
    if (!this.own?.partner || !this.own.build) return "waiting";
    if (this.record.changed) return "changed";
    return this.messenger && this.record.published ? "ready" : "preparing";
  }

  /** Whether a text may be written now; it may wait for a session. */
  get open() {
    return this.stage() !== "waiting" && !this.record.changed && !this.record.mustCompare;
  }

  /** Writes a text to the partner. */
  send(text) {
    if (!this.open) return;
    this.record.messages.push({ id: freshId(), mine: true, text, sent: this.now(), state: "queued" });
    this.keep();
    this.work();
  }

  /** Wants a session though nothing is written: the safety code needs one. */
  introduce() {
    this.wanted = true;
    this.work();
  }

  compared(equal) {
    this.record.verified = equal ? "equal" : "different";
    if (equal) this.record.mustCompare = false;
    this.keep();
  }

  /** Takes the partner's new key for theirs; nothing is sent before the codes have been compared again. */
  approve() {
    this.messenger.forget(this.record.peer);
    this.digits = null;
    Object.assign(this.record, { changed: false, verified: null, mustCompare: true, begun: false });
    this.keep();
    this.introduce();
  }

  // What the socket says.

  sent({ id, sent }) {
    this.settle(id, { state: "kept", sent });
  }

  refused({ id, code }) {
    if (id) this.settle(id, { state: "refused", code });
  }

  settle(id, change) {
    const message = this.record.messages.find((one) => one.id === id);
    if (message) Object.assign(message, change);
    this.record.outbox = this.record.outbox.filter((one) => one.id !== id);
    this.keep();
  }

  /** Mail: kept, and read as soon as the messenger can. What this throws, the socket takes for "not received". */
  mail({ n, from, sent, body }) {
    this.record.after = n;
    this.record.held.push({ n, from, sent, body: encode(body) });
    this.keep();
    this.read();
  }

  /** Reads what is held, in order, up to a changed key. */
  read() {
    const { record } = this;
    while (this.messenger && !record.changed && record.held.length > 0) {
      const [{ n, from, sent, body }] = record.held;
      const message = from === record.peer ? this.unseal({ n, sent, body }) : stranger({ n, sent });
      if (record.changed) break;
      if (message) record.messages.push(message);
      record.held.shift();
      this.keep();
    }
    if (record.changed) this.keep();
    // A messenger that failed goes on from its last kept state.
    if (!this.messenger && record.held.length > 0) this.work();
  }

  /** Opens one frame: the message, a mark that it could not be read, or null for one that was read before. */
  unseal({ n, sent, body }) {
    const { peer } = this.record;
    const message = { id: `n${n}`, mine: false, from: peer, sent };
    try {
      const { from, text } = this.messenger.receive(decode(body));
      if (from !== peer) return stranger({ n, sent });
      this.record.begun = true;
      return { ...message, text, state: "read" };
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      if (error.kind === "duplicate") return null;
      if (error.kind === "key_changed") {
        this.record.changed = true;
        return null;
      }
      if (error.kind === "dead") this.messenger = null;
      return { ...message, state: "failed", why: error.why };
    }
  }

  // What is to be done, one after the other, again after a while if it fails.

  async work() {
    if (this.stopped) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    clearTimeout(this.timer);
    try {
      do {
        this.again = false;
        await this.step();
      } while (this.again);
      this.wait = FIRST_WAIT;
      this.problem = null;
    } catch (error) {
      if (!this.stopped) this.failed(error);
    }
    this.busy = false;
    this.onChange();
  }

  failed(error) {
    const passing = error instanceof Refused && PASSING.has(error.code);
    if (!passing) console.error(error);
    this.problem = error instanceof Refused ? error.code : "fault";
    this.wait = Math.min((this.wait ?? FIRST_WAIT) * 1.5, LONGEST_WAIT);
    this.timer = setTimeout(() => this.work(), this.wait);
  }

  async step() {
    const { own } = this;
    if (!own?.partner || !own.build) return;
    await this.take(own);
    this.read();
    if (!this.record.published) await this.publish();
    const { record } = this;
    const queued = record.messages.some((one) => one.state === "queued");
    const needed = own.first || this.wanted || queued;
    if (!record.begun && needed && !record.changed) await this.begin();
    this.seal();
    this.takeAllowed();
  }

  /** Takes up the messenger that the board tells of. */
  async take({ round, build, partner }) {
    const mandate = build.mandate ? { ...build.mandate, key: decode(build.mandate.key) } : null;
    const form = JSON.stringify(build.mandate ?? null);
    if (this.record.round !== round) {
      this.room?.forgetOutbox();
      this.record = { ...blank(round), after: this.record.after };
      this.record.taken = allowed(this.own).map(mark);
      this.messenger = null;
      this.wanted = false;
    }
    const { record } = this;
    if (record.state && (record.peer !== partner.address || record.build !== form)) {
      // Another partner in the same round: the keys stay, the conversation is another.
      const { state, published, after } = record;
      this.record = { ...blank(round), state, published, after, taken: record.taken };
      this.messenger = null;
    }
    if (!this.messenger) {
      this.digits = null;
      this.messenger = await this.restored(mandate);
      Object.assign(this.record, { build: form, peer: partner.address, state: encode(this.messenger.export()) });
      this.keep();
    }
  }

  async restored(mandate) {
    const { state } = this.record;
    if (state) {
      try {
        return await Messenger.restore(decode(state), mandate);
      } catch (error) {
        // A state that cannot be read is of no use to anybody: the partner will be told of a new key.
        console.error(error);
        this.record = { ...this.record, published: false, begun: false };
      }
    }
    return Messenger.create(this.address, mandate);
  }

  async publish() {
    const publication = this.messenger.publish(BUNDLES);
    this.keep();
    await this.relay.publish(publication);
    this.record.published = true;
    this.keep();
  }

  async begin() {
    const { record } = this;
    const { peer } = record;
    const bundle = await this.relay.bundle(peer);
    // Meanwhile the partner may have begun, or the room started again.
    if (record !== this.record || record.begun) return;
    try {
      this.messenger.begin(peer, bundle, this.now());
      record.begun = true;
    } catch (error) {
      if (!(error instanceof Trouble) || error.kind !== "key_changed") throw error;
      record.changed = true;
    }
    this.keep();
  }

  /** Seals what is queued and hands it to the socket: first kept, then sent. */
  seal() {
    const { record } = this;
    if (!record.begun || record.changed || record.mustCompare) return;
    for (const message of record.messages) {
      if (message.state !== "queued") continue;
      const body = this.messenger.send(record.peer, message.text, this.now());
      message.state = "sending";
      record.outbox.push({ id: message.id, to: record.peer, body: encode(body) });
      this.keep();
      this.room?.send({ id: message.id, to: record.peer, body });
    }
  }

  /** Does nothing more: the seat is given up, or another tab holds the keys. */
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  keep() {
    if (this.stopped) return;
    if (this.messenger) this.record.state = encode(this.messenger.export());
    this.kept.save(this.record);
    this.onChange();
  }
}
