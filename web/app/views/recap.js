// What has happened in the room, for those who come late and for those who looked away.

import { html } from "../html.js";
import { past } from "../scenes.js";
import { t } from "../words.js";

export function Recap({ all }) {
  const over = past(all.scene);
  if (over.length < 2) return null;
  return html`<details class="card">
    <summary>${t("phone.recap.title")}</summary>
    <ol class="steps">
      ${over.map((scene) => html`<li><b>${t(`scene.${scene}`)}.</b> ${t(`phone.recap.${scene}`, numbers(all))}</li>`)}
      <li aria-current="step">${t(`scene.${all.scene}`)}</li>
    </ol>
    ${all.result?.sentence && html`<p class="note">${all.result.sentence}</p>`}
  </details>`;
}

export function numbers({ shares }) {
  return { k: shares?.k ?? 0, n: shares?.n ?? 0, stolen: shares?.stolen ?? 0 };
}
