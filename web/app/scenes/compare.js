// Compare: what was guessed, what one order opened, and what the stolen shares opened.

import { Drawing } from "../icons.js";
import { html } from "../html.js";
import { t } from "../words.js";
import { asked } from "./predict.js";
import { Figure, Table } from "./parts.js";

export function Compare({ board }) {
  const { compare, result, court } = board;
  const guess = (board.histograms ?? []).find((one) => one.question === "shares");
  if (!compare || result?.escrow == null) {
    return html`<div class="predict"><h2 class="question">${t("stage.compare.none")}</h2></div>`;
  }
  const [escrow, escrows] = result.escrow;
  const [clean, cleans] = result.clean;
  return html`<div class="compare">
    <section>
      <h2>${t("stage.compare.title")}</h2>
      <${Drawing} class="chart" svg=${compare.svg} alt=${compare.alt} />
    </section>
    <section class="compare-words">
      ${court.opened && html`<${Figure} tone="blue" value=${court.opened.sessions} of=${escrows + cleans} word=${t("stage.compare.lawful")} />`}
      <${Figure} tone="vermillion" value=${escrow} of=${escrows} word=${t("stage.compare.escrow")} />
      <${Figure} tone="blue" value=${clean} of=${cleans} word=${t("stage.compare.clean")} />
      ${guess
        ? html`<p>${t("stage.compare.guess", { question: asked(board, "shares") })}</p>`
        : html`<p>${t("stage.compare.no.guess")}</p>`}
      <div class="unseen">
        <${Table}
          caption=${t("stage.compare.title")}
          head=${[t("stage.change.head.what"), t("stage.change.head.opened")]}
          rows=${(compare.table ?? []).map((row) => [row.label, row.value])}
        />
      </div>
    </section>
  </div>`;
}
