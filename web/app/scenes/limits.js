// Limits: what the room does not show, as large as what it found. What can be measured was measured.

import { html } from "../html.js";
import { t } from "../words.js";
import { interval, Table } from "./parts.js";

export const LIMITS = ["deployed", "dice", "phone", "metadata", "page", "sample"];

export function Limits({ board }) {
  const rows = board.limits?.rows ?? [];
  return html`<div class="limits">
    <section>
      <h2>${t("stage.limits.title")}</h2>
      <ul class="limit-list">
        ${LIMITS.map((id) => html`<li key=${id}><strong>${t(`limit.${id}`)}</strong> ${t(`limit.${id}.what`)}</li>`)}
      </ul>
    </section>
    <section>
      <h2>${t("stage.limits.measured")}</h2>
      ${rows.length === 0
        ? html`<p class="lead">${t("stage.limits.running")}</p>`
        : html`<${Table}
            class="measured"
            caption=${t("stage.limits.measured")}
            head=${[t("stage.change.head.what"), t("stage.change.head.opened"), t("stage.change.head.interval")]}
            rows=${rows.map((row) => [row.label, t("stage.of", { part: row.opened, all: row.n }), interval(row)])}
          />`}
      <p>${t("stage.limits.fair")}</p>
    </section>
  </div>`;
}
