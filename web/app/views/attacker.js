// An attacker's card: draw, and see what came of it.

import { html } from "../html.js";
import { Icon } from "../icons.js";
import { t } from "../words.js";
import { numbers } from "./recap.js";

export function Attacker({ attacker, all, act, busy }) {
  const { card, die, hit, done } = attacker;
  return html`<section class="card blue" aria-labelledby="attacker">
    <h2 id="attacker"><${Icon} name="dice" /> ${t("phone.attacker.title")}</h2>
    <p>${t("phone.attacker.what", numbers(all))}</p>
    ${card &&
    html`<div class="plain stack" role="status">
      <h3>${t(`${card.text_key}.name`)}</h3>
      <p>${t(card.text_key)}</p>
      ${die != null && html`<p>${t("phone.attacker.die", { die })}</p>`}
      <p><strong>${hit == null ? t("phone.attacker.miss") : t("phone.attacker.hit", { index: hit })}</strong></p>
    </div>`}
    ${done
      ? html`<p class="note">${t("phone.attacker.done")}</p>`
      : all.scene === "attack" &&
        html`<button class="button main wide" disabled=${busy} onClick=${() => act("/api/attacker", {})}>
          ${t(card ? "phone.attacker.again" : "phone.attacker.draw")}
        </button>`}
    <p class="quiet small">${t("phone.attacker.dice")}</p>
  </section>`;
}
