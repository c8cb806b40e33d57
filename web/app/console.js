// The console: what the instructor sees and does, on the laptop.

import { html, render, useEffect, useRef, useState } from "./html.js";
import { Court, Designs, Questions, Theft } from "./console/custody.js";
import { People, Queue } from "./console/people.js";
import { RoomPanel } from "./console/room.js";
import { Shown } from "./console/shown.js";
import { Timeline } from "./console/timeline.js";
import { Desk, takeToken } from "./scenes/desk.js";
import { safe } from "./text.js";
import { choose, chosen, LANGUAGES, language, load, t } from "./words.js";

function Head({ board, state, onLanguage }) {
  const online = board.people_list.filter((person) => person.online).length;
  const all = board.people_list.length;
  return html`<header class="console-top">
    <h1>${safe(board.title)} <span class="quiet">${t("console.title")}</span></h1>
    <p class="mono code-large">${board.join.code}</p>
    <p>${t("console.online", { online, all, percent: all > 0 ? Math.round((100 * online) / all) : 0 })}</p>
    <p>${t("console.messages", { count: board.messages })}</p>
    ${board.waiting && html`<p>${t("console.waiting", { name: safe(board.waiting) })}</p>`}
    <p class="connection">${state.state === "open" ? t("console.connected") : t("stage.connecting")}</p>
    <label class="language"
      ><span class="unseen">${t("console.language")}</span>
      <select class="input" value=${language()} onChange=${(event) => onLanguage(event.currentTarget.value)}>
        ${LANGUAGES.map((one) => html`<option key=${one} value=${one}>${t(`language.${one}`)}</option>`)}
      </select>
    </label>
  </header>`;
}

function Console({ token }) {
  const [board, setBoard] = useState(null);
  const [state, setState] = useState({ state: "connecting" });
  const [problem, setProblem] = useState(null);
  const [, setWords] = useState("");
  const desk = useRef(null);
  const latest = useRef(null);

  const speak = async (wanted) => {
    await load(wanted);
    setWords(wanted);
  };

  useEffect(() => {
    const onBoard = async (next) => {
      latest.current = next;
      const wanted = chosen() ?? next.language;
      if (wanted !== language()) await speak(wanted);
      setBoard(latest.current);
    };
    desk.current = new Desk({ token, onBoard, onState: setState, onProblem: setProblem });
    return () => desk.current.room.close();
  }, []);

  const ended = state.state === "ended" || board?.ended;
  if (ended) {
    const code = state.code === 4401 ? "4401" : state.code === 4410 || board?.ended ? "4410" : "other";
    return html`<main class="console-wait"><p>${t(`stage.ended.${code}`)}</p></main>`;
  }
  if (!board) return html`<main class="console-wait"><p>${t("stage.connecting")}</p></main>`;
  const act = (action) => desk.current.act(action);
  const parts = { board, act };
  return html`<div class="console">
    <${Head}
      board=${board}
      state=${state}
      onLanguage=${(wanted) => {
        choose(wanted);
        speak(wanted);
      }}
    />
    <div class="problem" role="alert">
      ${problem &&
      html`<p>
        <strong>${safe(problem.why || t("stage.offline"))}</strong> ${safe(problem.next ?? "")}
        <button type="button" class="button small-button" onClick=${() => setProblem(null)}>${t("console.problem.close")}</button>
      </p>`}
    </div>
    <main class="desk">
      <div class="column"><${Timeline} ...${parts} /></div>
      <div class="column">
        <${Shown} ...${parts} />
        <${Questions} ...${parts} />
        <${Court} ...${parts} />
        <${Theft} ...${parts} />
      </div>
      <div class="column">
        <${People} ...${parts} />
        <${Queue} ...${parts} />
        <${Designs} ...${parts} />
        <${RoomPanel} ...${parts} />
      </div>
    </main>
  </div>`;
}

await load(chosen() ?? "en");
const token = takeToken();
const page = document.getElementById("page");
render(token ? html`<${Console} token=${token} />` : html`<main class="console-wait"><p>${t("stage.no.token")}</p></main>`, page);
