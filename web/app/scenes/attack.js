// Attack: who steals shares, and what each number of them opens. One too few comes first.

import { Icon } from "../icons.js";
import { html } from "../html.js";
import { safe } from "../text.js";
import { t } from "../words.js";
import { Meter, Table } from "./parts.js";

export function Attack({ board }) {
  const { shares, attempts } = board;
  const cards = board.cards ?? [];
  return html`<div class="attack">
    <h2>${t("stage.attack.title")}</h2>
    <${Meter} k=${shares.k} n=${shares.n} stolen=${shares.stolen} seats=${board.stolen} />
    <div class="attack-halves">
      <section>
        <h3>${t("stage.attack.cards")}</h3>
        ${cards.length === 0 && html`<p>${t("stage.attack.waiting")}</p>`}
        <ul class="cards">
          ${cards.map(
            ({ nickname, card, die, hit }) => html`<li key=${nickname}>
              <${Icon} name="dice" />
              <span><strong>${t(`card.${card}.title`)}</strong> · ${safe(nickname)}</span>
              <span>${hit == null ? t("stage.attack.miss", { die }) : t("stage.attack.hit", { die, seat: hit })}</span>
            </li>`,
          )}
        </ul>
        <p class="quiet-large">${t("stage.attack.seed", { seed: board.seed })}</p>
      </section>
      <section>
        <h3>${t("stage.attack.attempts")}</h3>
        ${attempts.length === 0
          ? html`<p>${t("stage.attack.none")}</p>`
          : html`<${Table}
              class="attempts"
              caption=${t("stage.attack.attempts")}
              head=${[t("stage.attack.head.shares"), t("stage.attack.head.opened")]}
              rows=${attempts
                .slice(-6)
                .map((one) => [
                  t("stage.attack.row", { shares: one.shares, needed: one.needed }),
                  t("stage.of", { part: one.opened, all: one.of }),
                ])}
            />`}
      </section>
    </div>
  </div>`;
}
