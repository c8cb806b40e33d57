// Joined, and nobody to write to yet.

import { html } from "../html.js";
import { t } from "../words.js";
import { safe } from "../text.js";

export function Waiting({ own, all }) {
  return html`<section class="card blue">
    <p class="quiet">${t("phone.waiting.you")}</p>
    <h1 class="nickname" tabindex="-1">${safe(own.nickname)}</h1>
    ${own.partner
      ? html`<p>${t("phone.waiting.partner", { name: safe(own.partner.nickname) })}</p>`
      : html`<p>${t("phone.waiting.none")}</p>`}
    <p class="quiet">${t("phone.waiting.people", { count: all.people ?? 1 })}</p>
  </section>`;
}
