// Votes, the court, and the theft: what the instructor can do in place of those who have no phone.

import { html, useState } from "../html.js";
import { safe } from "../text.js";
import { t } from "../words.js";
import { numbers } from "../scenes/parts.js";

const QUESTIONS = ["copy", "shares", "design"];

export function Questions({ board, act }) {
  const open = board.question?.id;
  return html`<section class="panel" aria-labelledby="questions-title">
    <h2 id="questions-title">${t("console.questions")}</h2>
    ${QUESTIONS.map((id) => {
      const closed = (board.histograms ?? []).find((one) => one.question === id);
      return html`<div class="ask" key=${id}>
        <p>
          ${t(`question.${id}`, { k: board.shares.k, n: board.shares.n })}
          ${closed &&
          open !== id &&
          html`<br /><span class="quiet">${Object.entries(closed.counts)
              .map(([choice, count]) => `${t(`choice.${choice}`)} ${count}`)
              .join(" · ")}</span>`}
        </p>
        ${open === id
          ? html`<button type="button" class="button" onClick=${() => act({ act: "close_question" })}>${t("console.question.close", { votes: board.histogram?.n ?? 0 })}</button>`
          : html`<button type="button" class="button" onClick=${() => act({ act: "question", id })}>${t("console.question.open")}</button>`}
      </div>`;
    })}
  </section>`;
}

export function Court({ board, act }) {
  const [pair, setPair] = useState("");
  const { court, shares } = board;
  const decided = (seat) =>
    (court.released ?? []).includes(seat) ? "released" : (court.refused ?? []).some((one) => one.trustee === seat) ? "refused" : null;
  return html`<section class="panel" aria-labelledby="court-title">
    <h2 id="court-title">${t("scene.court")}</h2>
    <div class="line">
      <label for="pair">${t("console.court.pair")}</label>
      <select id="pair" class="input" value=${pair} onChange=${(event) => setPair(event.currentTarget.value)}>
        <option value="">${t("console.court.any")}</option>
        ${board.wall.map((tile) => html`<option key=${tile.pair} value=${String(tile.pair)}>${tile.pair}: ${tile.names.map(safe).join(", ")}</option>`)}
      </select>
      <button type="button" class="button" onClick=${() => act({ act: "request", pair: pair === "" ? null : Number(pair) })}>${t("console.court.request")}</button>
    </div>
    <p class="quiet">${t(`console.court.${court.state}`)}${court.state === "failed" ? ` ${safe(court.failed)}` : ""}</p>
    ${court.state === "asked" &&
    html`<p class="row">
      <button type="button" class="button" onClick=${() => act({ act: "grant", ok: true })}>${t("console.court.grant")}</button>
      <button type="button" class="button" onClick=${() => act({ act: "grant", ok: false })}>${t("console.court.deny")}</button>
    </p>`}
    ${court.state === "granted" &&
    html`<ul class="seats">
      ${numbers(shares.n).map((seat) => {
        const made = decided(seat);
        return html`<li key=${seat}>
          <span>${t("stage.trustee", { seat })}</span>
          ${made
            ? html`<strong>${t(`stage.court.${made}`)}</strong>`
            : html`<button type="button" class="button" onClick=${() => act({ act: "release", trustee: seat, ok: true })}>${t("console.court.release", { seat })}</button>`}
        </li>`;
      })}
    </ul>`}
  </section>`;
}

export function Theft({ board, act }) {
  const { shares, stolen = [], attempts } = board;
  const last = attempts.at(-1);
  return html`<section class="panel" aria-labelledby="theft-title">
    <h2 id="theft-title">${t("console.theft")}</h2>
    <p>
      ${t("stage.status.shares", { stolen: stolen.length, k: shares.k })}${last ? ` · ${t("stage.attack.row", last)}: ${t("stage.of", { part: last.opened, all: last.of })}` : ""}
    </p>
    <p class="row">
      <button type="button" class="button" onClick=${() => act({ act: "draw" })}>${t("console.theft.draw")}</button>
      <button type="button" class="button" onClick=${() => act({ act: "attempt" })}>${t("console.theft.attempt")}</button>
    </p>
    <p class="row seats-row" role="group" aria-label=${t("console.theft.steal")}>
      <span>${t("console.theft.steal")}</span>
      ${numbers(shares.n).map(
        (seat) => html`<button
          type="button"
          class="button small-button"
          key=${seat}
          disabled=${stolen.includes(seat)}
          aria-label=${t("console.theft.from", { seat })}
          onClick=${() => act({ act: "steal", trustee: seat })}
        >${stolen.includes(seat) ? `${seat} ✓` : seat}</button>`,
      )}
    </p>
  </section>`;
}

export function Designs({ board, act }) {
  const { parameters, running } = board.change;
  const [wanted, setWanted] = useState(parameters);
  const field = (name, least, most) => html`<label class="number" key=${name}>
    <span>${t(`stage.change.${name}`)}</span>
    <input class="input" type="number" min=${least} max=${most} value=${wanted[name]} onInput=${(event) => setWanted({ ...wanted, [name]: Number(event.currentTarget.value) })} />
  </label>`;
  return html`<section class="panel" aria-labelledby="designs-title">
    <h2 id="designs-title">${t("console.designs")}</h2>
    <form
      class="row"
      onSubmit=${(event) => {
        event.preventDefault();
        act({ act: "sweep", ...wanted });
      }}
    >
      ${field("k", 2, 20)} ${field("n", 2, 20)} ${field("epoch", 1, 10)}
      <button type="submit" class="button" disabled=${Boolean(running)}>${running ? t("stage.change.running") : t("stage.change.measure")}</button>
      <button type="button" class="button" onClick=${() => act({ act: "limits" })}>${t("console.limits")}</button>
    </form>
  </section>`;
}
