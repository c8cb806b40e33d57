// The partner's key is another than before. Nothing goes on until this is answered.

import { html } from "../html.js";
import { Icon } from "../icons.js";
import { safe } from "../text.js";
import { t } from "../words.js";

export function Changed({ own, onApprove }) {
  const name = safe(own.partner.nickname);
  return html`<section class="card alarm" role="alert" aria-labelledby="changed">
    <div class="plain stack">
      <h1 id="changed" tabindex="-1"><${Icon} name="warning" /> ${t("phone.changed.title", { name })}</h1>
      <p>${t("phone.changed.why", { name })}</p>
      <p>${t("phone.changed.ask", { name })}</p>
      <button class="button grave wide" onClick=${onApprove}>${t("phone.changed.approve")}</button>
    </div>
  </section>`;
}
