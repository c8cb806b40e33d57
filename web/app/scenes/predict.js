// Predict: everybody commits to a guess. What was guessed stays hidden until the question is closed.

import { html } from "../html.js";
import { t } from "../words.js";
import { Histogram } from "./parts.js";

/** The words of a question; some name the threshold. */
export const asked = (board, id) => t(`question.${id}`, { k: board.shares.k, n: board.shares.n });

export function Predict({ board }) {
  const open = board.question;
  const closed = board.histograms ?? [];
  const last = board.histogram;
  if (open) {
    const votes = last?.n ?? 0;
    return html`<div class="predict">
      <h2 class="question">${asked(board, open.id)}</h2>
      <ul class="choices-hidden">
        ${open.choices.map((choice) => html`<li key=${choice}>${t(`choice.${choice}`)}</li>`)}
      </ul>
      <p class="figure"><span class="value">${votes}</span> <span class="word">${t("stage.predict.votes", { count: votes })}</span></p>
      <p class="lead">${t("stage.predict.hidden")}</p>
    </div>`;
  }
  if (closed.length === 0) {
    return html`<div class="predict"><h2 class="question">${t("stage.predict.none")}</h2></div>`;
  }
  return html`<div class="predict results">
    ${closed
      .filter((one) => one.question !== "design")
      .map(
        (one) => html`<section key=${one.question}>
          <h2>${asked(board, one.question)}</h2>
          <${Histogram} counts=${one.counts} n=${one.n} />
          <p>${t("stage.predict.n", { count: one.n })}</p>
        </section>`,
      )}
  </div>`;
}
