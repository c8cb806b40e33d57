// The phone: who this is in the room, the connection, the conversation, and what is on the screen.

import { Refused, get, post } from "./api.js";
import { decode, encode } from "./bytes.js";
import { Chat } from "./chat.js";
import { load as loadCore } from "./core.js";
import { html, render } from "./html.js";
import { compare } from "./outcome.js";
import { reached, tabOf } from "./scenes.js";
import { Room, socketUrl } from "./socket.js";
import * as storage from "./storage.js";
import { save } from "./takehome.js";
import { safe } from "./text.js";
import { VERSION } from "./version.js";
import { Phone } from "./views/phone.js";
import { tidy } from "./views/join.js";
import { LANGUAGES, choose, chosen, load as loadWords, t } from "./words.js";

const CORE = "/core.wasm";

/** All that the screen is made from. */
const state = {
  page: "join",
  code: tidy(location.hash.slice(1)),
  error: null,
  busy: false,
  connection: null,
  all: null,
  own: null,
  tab: "now",
  comparing: false,
  fresh: [],
  outdated: false,
  complaint: null,
  digest: null,
};

let seat = null;
let chat = null;
let room = null;
let drawing = false;

/** Draws soon, once for everything that changes meanwhile. */
function draw() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    const view = chat ? chat.view() : null;
    const digits = state.comparing ? chat.safety() : null;
    render(html`<${Phone} state=${state} chat=${view} digits=${digits} on=${on} />`, document.getElementById("page"));
  });
}

function change(changes) {
  Object.assign(state, changes);
  draw();
}

/** Says one sentence to those who do not see the screen; the same one is not repeated. */
function sayAloud(sentence) {
  const aloud = document.getElementById("aloud");
  if (aloud.textContent !== sentence) aloud.textContent = sentence;
}

// Joining.

async function join(code) {
  change({ busy: true, error: null });
  try {
    const known = storage.seat();
    const token = known?.code === code ? known.token : undefined;
    const { room: id, address, token: given } = await post("/api/join", { code, token });
    if (known && known.token !== given) storage.leaveSeat();
    storage.keepSeat({ room: id, address, token: given, code });
    await enter();
  } catch (error) {
    change({ error });
  }
  change({ busy: false });
}

/** Takes the seat that is kept. */
async function enter() {
  await loadCore(CORE).catch((error) => {
    if (globalThis.WebAssembly) console.error(error);
    throw new Refused({ code: globalThis.WebAssembly ? "offline" : "wasm" });
  });
  seat = storage.seat();
  const mine = seat;
  const { room: id, address, token } = seat;
  const path = `/api/rooms/${encodeURIComponent(id)}`;
  chat = new Chat({
    address,
    kept: {
      load: () => storage.record(mine),
      save: (record) => storage.keepRecord(mine, record),
    },
    relay: {
      publish: ({ bundles, last }) =>
        post(`${path}/bundles`, { bundles: bundles.map(encode), last: encode(last) }, token),
      bundle: async (peer) =>
        decode((await post(`${path}/people/${encodeURIComponent(peer)}/bundle`, {}, token)).bundle),
    },
    onChange: draw,
  });
  change({ page: "room", connection: "connecting" });
  room = new Room({
    url: socketUrl(`${path}/socket`),
    token,
    after: chat.after,
    onBoard: board,
    onMail: (mail) => {
      chat.mail(mail);
      if (state.tab !== "chat") fresh("chat");
      if (state.own) confirm(state.own);
    },
    onSent: (frame) => chat.sent(frame),
    onRefused: (frame) => chat.refused(frame),
    onState: connection,
  });
  chat.connect(room);
}

function connection({ state: now, code, welcome }) {
  if (now === "open" && welcome) {
    if (welcome.version !== VERSION) change({ outdated: true });
    chat.opened(welcome);
  }
  if (now === "ended") ended(code);
  else change({ connection: now });
}

function ended(code) {
  if (code === 4401) {
    leave({ code: "seat" });
  } else if (code === 4409) {
    elsewhere();
  } else if (code === 4410) {
    closed();
  }
}

/** Another tab goes on with this conversation: a second one would use its keys twice. */
function elsewhere() {
  chat.stop();
  room.close();
  change({ page: "elsewhere" });
}

/** The room is over: nothing stays on the phone; what is on the screen stays until the page is closed. */
function closed() {
  chat.stop();
  room.close();
  storage.leaveSeat();
  change({ page: "closed" });
}

function leave(error = null) {
  chat?.stop();
  room?.close();
  storage.leaveSeat();
  chat = room = seat = null;
  history.replaceState(null, "", state.code ? `#${state.code}` : location.pathname);
  change({ page: "join", error, all: null, own: null, comparing: false, connection: null, fresh: [], tab: "now" });
}

// What the room says.

async function board(name, told) {
  const before = state[name];
  change({ [name]: told });
  if (name === "own" && told) {
    chat.told(told);
    confirm(told);
    if (asks(told) && !asks(before)) fresh("now");
  }
  if (name === "all") {
    if (told.ended) {
      closed();
      return;
    }
    document.title = safe(told.title ?? "Doormat");
    if (told.scene !== before?.scene) scene(told.scene, before);
    if (told.language !== before?.language && !chosen()) await speak(told.language);
  }
  aloud();
}

/** Whether somebody waits for this person. */
const asks = (own) => Boolean(own?.trustee?.request || own?.judge?.request);

/** A new scene opens its tab, unless somebody is writing or comparing. */
function scene(now, before) {
  const writing = document.activeElement?.matches("textarea, input");
  if (writing || state.comparing) fresh(tabOf(now));
  else show(before ? tabOf(now) : first(now));
}

/** Where somebody begins who comes in the middle. */
const first = (scene) => (scene === "join" || scene === "chat" ? tabOf(scene) : "now");

function fresh(tab) {
  if (tab !== state.tab && !state.fresh.includes(tab)) change({ fresh: [...state.fresh, tab] });
}

/** One sentence for each phase of the room, and what it means for this person. */
function aloud() {
  const { all, own } = state;
  if (!all || !own) return;
  const told = all.result?.sentence && reached(all.scene, "attack");
  const sentences = [told ? all.result.sentence : t(`phone.scene.${all.scene}.title`)];
  if (own.outcome?.messages > 0) {
    sentences.push(t(own.outcome.read.length > 0 ? "phone.outcome.read" : "phone.outcome.sealed"));
  }
  if (asks(own)) sentences.push(t("phone.aloud.asked"));
  sayAloud(sentences.join(" "));
}

/** Tells the room how much of what the attacker read was really said. */
async function confirm({ outcome, address }) {
  const { record } = chat;
  if (!outcome) {
    // Not told yet, or no longer: the next time counts anew.
    record.confirmed = null;
    return;
  }
  // Mail that came late changes what is known to have been said.
  const mark = JSON.stringify([outcome.opened ?? 0, outcome.read.length, outcome.messages, record.messages.length]);
  if (record.confirmed === mark) return;
  const { right, wrong } = compare(outcome.read, record.messages, address);
  try {
    record.confirmed = mark;
    await post("/api/confirm", { right, wrong }, seat.token);
    chat.keep();
  } catch {
    // The next change of the board tries again.
    record.confirmed = null;
  }
}

// What the person does.

async function speak(to) {
  await loadWords(to);
  draw();
}

function show(tab) {
  change({ tab, comparing: false, fresh: state.fresh.filter((one) => one !== tab) });
}

/** After a tap that changes the page, reading goes on at its heading. */
function toHeading() {
  requestAnimationFrame(() => {
    const talking = state.tab === "chat" && !state.comparing;
    scrollTo(0, talking ? document.body.scrollHeight : 0);
    document.querySelector("main h1")?.focus({ preventScroll: true });
  });
}

const on = {
  join,
  draw,
  async language(to) {
    choose(to);
    await speak(to);
  },
  tab(tab) {
    if (tab === "mine") digest();
    show(tab);
    toHeading();
  },
  send(text) {
    chat.send(text);
  },
  compare(open) {
    if (open) chat.introduce();
    change({ comparing: open });
    toHeading();
  },
  async compared(equal) {
    chat.compared(equal);
    await on.act("/api/compared", { equal });
  },
  approve() {
    chat.approve();
    on.compare(true);
  },
  /** Asks the server to do something; true if it did. */
  async act(path, body) {
    change({ busy: true, complaint: null });
    let done = true;
    try {
      await post(path, body, seat.token);
    } catch (complaint) {
      done = false;
      change({ complaint });
    }
    change({ busy: false });
    return done;
  },
  dismiss() {
    change({ complaint: null });
  },
  async save() {
    try {
      save(await get("/api/mine", seat.token), chat.record.messages, state.own);
    } catch (complaint) {
      change({ complaint });
    }
  },
  leave: () => leave(),
  reload: () => location.reload(),
};

/** What the messenger on this page says it is; asked for by those who look. */
function digest() {
  if (state.digest) return;
  get("/core.wasm.json")
    .then(({ sha256 }) => change({ digest: sha256 }))
    .catch(() => {});
}

addEventListener("storage", ({ key, newValue }) => {
  if (seat && newValue !== null && key === storage.recordName(seat) && state.page === "room") elsewhere();
});

addEventListener("hashchange", () => {
  const code = tidy(location.hash.slice(1));
  if (code.length === 4 && code !== seat?.code) {
    chat?.stop();
    room?.close();
    chat = room = seat = null;
    change({ page: "join", code, all: null, own: null, connection: null, error: null });
  }
});

async function start() {
  const wished = [chosen(), ...navigator.languages.map((one) => one.slice(0, 2))];
  await loadWords(wished.find((one) => LANGUAGES.includes(one)) ?? "en");
  const kept = storage.seat();
  if (kept && (state.code === "" || state.code === kept.code)) {
    state.code = kept.code;
    await enter().catch((error) => change({ error }));
  } else {
    draw();
    // While the person reads, the messenger comes.
    loadCore(CORE).catch(() => {});
  }
}

start().catch((error) => {
  console.error(error);
  document.getElementById("page").textContent = safe(error.message);
});
