// The projector: one scene at a time, one glance each. What it shows is the stage's board; what it does are the
// instructor's keys.

import { html, render, useEffect, useRef, useState } from "./html.js";
import { Desk, takeToken } from "./scenes/desk.js";
import { HelpDialog, ResetDialog } from "./scenes/dialogs.js";
import { SCENES } from "./scenes/index.js";
import { lettersOn, switchLetters, useKeys } from "./scenes/keys.js";
import { useWipe } from "./scenes/wipe.js";
import { safe } from "./text.js";
import { openedAt, Status } from "./wall.js";
import { chosen, language, load, t } from "./words.js";

// Between two sentences within one scene, in milliseconds: who listens hears one a phase, not one a vote.
const HUSH = 8_000;
const SIZES = { least: 1, most: 2 };

/** One sentence for those who listen: at once when the scene changes, else now and then. */
function Announcer({ scene, sentence, hold }) {
  const [said, setSaid] = useState("");
  const last = useRef({ scene: null, at: 0 });
  useEffect(() => {
    if (hold) return undefined;
    const say = () => {
      last.current = { scene, at: Date.now() };
      setSaid(sentence);
    };
    const wait = scene === last.current.scene ? last.current.at + HUSH - Date.now() : 0;
    if (wait <= 0) {
      say();
      return undefined;
    }
    const timer = setTimeout(say, wait);
    return () => clearTimeout(timer);
  }, [scene, sentence, hold]);
  return html`<p class="unseen" aria-live="polite" role="status">${said}</p>`;
}

function Top({ board }) {
  const typed = board.join.url.replace(/^http:\/\//, "").replace(/\/?#.*$/, "");
  return html`<header class="stage-top">
    <p class="title">${board.logo && html`<img src=${board.logo} alt="" /> `}${safe(board.title)}</p>
    <p class="public">${t("stage.public")}</p>
    ${board.scene !== "join" && html`<p class="late mono">${typed} · ${board.join.code}</p>`}
  </header>`;
}

function Controls({ board, actions, act }) {
  const [unmasked, setUnmasked] = useState(false);
  const unmask = (on) => {
    setUnmasked(on);
    actions.unmask(on);
  };
  return html`<nav class="controls" aria-label=${t("stage.controls")}>
    <button type="button" class="button" onClick=${actions.previous}>${t("stage.control.previous")}</button>
    <button type="button" class="button main" onClick=${actions.next}>${t("stage.control.next")}</button>
    ${board.question &&
    html`<button type="button" class="button" onClick=${() => act({ act: "close_question" })}>${t("stage.control.close")}</button>`}
    ${board.scene === "predict" &&
    !board.question &&
    html`<button type="button" class="button" onClick=${() => act({ act: "question", id: "shares" })}>${t("stage.control.second")}</button>`}
    ${board.scene === "court" &&
    html`<button type="button" class="button" onClick=${() => act({ act: "request", pair: null })}>${t("stage.control.request")}</button>`}
    ${board.scene === "attack" &&
    html`<button type="button" class="button" onClick=${() => act({ act: "draw" })}>${t("stage.control.draw")}</button>
      <button type="button" class="button" onClick=${() => act({ act: "attempt" })}>${t("stage.control.attempt")}</button>`}
    <button type="button" class="button" aria-pressed=${Boolean(board.blank)} onClick=${actions.blank}>${t("stage.control.blank")}</button>
    <button type="button" class="button" aria-pressed=${Boolean(board.frozen)} onClick=${actions.freeze}>${t("stage.control.freeze")}</button>
    <button type="button" class="button" aria-pressed=${unmasked} onClick=${() => unmask(!unmasked)}>${t("stage.control.unmask")}</button>
    <button type="button" class="button grave" onClick=${actions.reset}>${t("stage.control.reset")}</button>
    <button type="button" class="button" onClick=${actions.help}>${t("stage.control.help")}</button>
  </nav>`;
}

function Connection({ state }) {
  if (state.state === "open") return null;
  const ended = state.state === "ended" ? `stage.ended.${[4401, 4410].includes(state.code) ? state.code : "other"}` : null;
  return html`<p class="trouble">${ended ? t(ended) : t("stage.connecting")}</p>`;
}

function Projector({ token }) {
  const [board, setBoard] = useState(null);
  const [held, setHeld] = useState(null);
  const [state, setState] = useState({ state: "connecting" });
  const [problem, setProblem] = useState(null);
  const [dialog, setDialog] = useState(null);
  const [letters, setLetters] = useState(lettersOn());
  const [size, setSize] = useState(1);
  const [, setWords] = useState("");
  const desk = useRef(null);
  const latest = useRef(null);

  useEffect(() => {
    const onBoard = async (next) => {
      latest.current = next;
      const wanted = chosen() ?? next.language;
      if (wanted !== language()) {
        await load(wanted);
        setWords(wanted);
      }
      setBoard(latest.current);
    };
    desk.current = new Desk({ token, onBoard, onState: setState, onProblem: setProblem });
    return () => desk.current.room.close();
  }, []);

  // A frozen picture is the last one before the freeze, whatever happens meanwhile.
  const frozen = Boolean(board?.frozen);
  useEffect(() => setHeld(frozen ? board : null), [frozen]);
  const shown = frozen && held ? held : board;
  const wipe = useWipe(shown);

  useEffect(() => {
    document.documentElement.style.setProperty("--size", String(size));
  }, [size]);

  const act = (action) => desk.current.act(action);
  const actions = {
    next: () => act({ act: "next" }),
    previous: () => act({ act: "previous" }),
    blank: () => act({ act: "blank", on: !latest.current?.blank }),
    freeze: () => act({ act: "freeze", on: !latest.current?.frozen }),
    unmask: (on) => act({ act: "mask", on: !on }),
    reset: () => setDialog("reset"),
    help: () => setDialog("help"),
  };
  useKeys({ actions, letters, stopped: dialog !== null });

  if (!shown) return html`<main class="stage-wait"><${Connection} state=${state} /><p>${t("stage.connecting")}</p></main>`;
  const Scene = SCENES[shown.scene] ?? SCENES.join;
  const told = !["join", "chat", "predict", "shares", "court", "attack"].includes(shown.scene);
  const opened = told ? openedAt(shown.wall, wipe.progress) : (shown.attempts.at(-1)?.opened ?? 0);
  return html`<div class=${`stage scene-${shown.scene}`}>
    <${Top} board=${shown} />
    <main tabindex="0" aria-labelledby="scene-title">
      <h1 class="unseen" id="scene-title">${t(`scene.${shown.scene}`)}</h1>
      <${Scene} board=${shown} wipe=${wipe} act=${act} />
    </main>
    <footer class="stage-foot">
      <${Status} board=${shown} opened=${opened} />
      ${frozen && html`<p class="badge">${t("stage.frozen")}</p>`}
    </footer>
    ${shown.notice && html`<p class="notice" role="status">${safe(shown.notice)}</p>`}
    ${shown.ended && state.state !== "ended" && html`<p class="notice">${t("stage.ended.4410")}</p>`}
    <div class="corner">
      <${Connection} state=${state} />
      ${problem && html`<p class="trouble" role="alert">${safe(problem.why || t("stage.offline"))} ${safe(problem.next)}</p>`}
    </div>
    <${Controls} board=${board} actions=${actions} act=${act} />
    <${Announcer} scene=${shown.scene} sentence=${shown.sentence} hold=${wipe.phase !== "done"} />
    ${board.blank && html`<div class="blank"><p class="unseen">${t("stage.blank")}</p></div>`}
    ${dialog === "reset" && html`<${ResetDialog} act=${act} onClose=${() => setDialog(null)} />`}
    ${dialog === "help" &&
    html`<${HelpDialog}
      letters=${letters}
      onLetters=${(on) => {
        switchLetters(on);
        setLetters(on);
      }}
      size=${size}
      onSize=${(wanted) => setSize(Math.min(SIZES.most, Math.max(SIZES.least, wanted)))}
      onClose=${() => setDialog(null)}
    />`}
  </div>`;
}

await load(chosen() ?? "en");
const token = takeToken();
const page = document.getElementById("page");
render(token ? html`<${Projector} token=${token} />` : html`<main class="stage-wait"><p>${t("stage.no.token")}</p></main>`, page);
