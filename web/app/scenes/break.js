// Break: the same attack on every chat of the room. Who had which messenger is told only when the wipe is over.

import { html } from "../html.js";
import { t } from "../words.js";
import { Wall, openedAt } from "../wall.js";

export function Break({ board, wipe }) {
  const { shares, result, wall } = board;
  const told = wipe.phase === "done" && result?.escrow != null;
  const opened = openedAt(wall, wipe.progress);
  return html`<div class="break">
    <div class="break-head">
      <p class="break-count"><span class="value">${opened}</span> <span class="word">${t("stage.break.count", { of: wall.length })}</span></p>
      ${told
        ? html`<div class="verdicts">
            <p class="verdict opened">
              <strong>${t("stage.build.escrow")}</strong>
              <span>${t("stage.break.escrow", { opened: result.escrow[0], of: result.escrow[1] })}</span>
            </p>
            <p class="verdict sealed">
              <strong>${t("stage.build.clean")}</strong>
              <span>${t("stage.break.clean", { opened: result.clean[0], of: result.clean[1] })}</span>
            </p>
          </div>`
        : html`<p class="lead">
            ${wipe.phase === "done" ? t("stage.break.below", { k: shares.k }) : t("stage.break.tried", { stolen: shares.stolen, k: shares.k })}
          </p>`}
    </div>
    <${Wall} wall=${wall} progress=${wipe.progress} told=${told} />
    ${told &&
    board.confirmed?.phones > 0 &&
    html`<p class="confirmed">
      ${t("stage.break.confirmed", { count: board.confirmed.phones, right: board.confirmed.right, wrong: board.confirmed.wrong })}
    </p>`}
  </div>`;
}
