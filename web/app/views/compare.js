// The safety code: both phones show the same sixty digits, if nobody stands between them.

import { html } from "../html.js";
import { Icon } from "../icons.js";
import { safe } from "../text.js";
import { t } from "../words.js";

export function Compare({ own, chat, digits, onCompared, onBack }) {
  const name = safe(own.partner.nickname);
  return html`
    <h1 tabindex="-1">${t("phone.compare.title")}</h1>
    <p>${t("phone.compare.how", { name })}</p>
    ${digits
      ? html`<ol class="digits" aria-label=${t("phone.compare.digits")}>
          ${digits.match(/.{5}/g).map((group) => html`<li>${group}</li>`)}
        </ol>`
      : html`<p class="note" role="status">${t("phone.compare.wait", { name })}</p>`}
    ${digits &&
    html`<div class="row">
      <button class="button main" onClick=${() => onCompared(true)}>
        <${Icon} name="check" />${t("phone.compare.equal")}
      </button>
      <button class="button grave" onClick=${() => onCompared(false)}>
        <${Icon} name="cross" />${t("phone.compare.different")}
      </button>
    </div>`}
    <div role="status">
      ${chat.verified &&
      html`<div class=${chat.verified === "equal" ? "card blue" : "card alarm"}>
        <p class="plain">${t(`phone.compare.said.${chat.verified}`, { name })}</p>
      </div>`}
    </div>
    <section class="card">
      <h2>${t("phone.compare.means")}</h2>
      <p>${t("phone.compare.means.equal")}</p>
      <p>${t("phone.compare.means.different")}</p>
    </section>
    <button class="button wide" onClick=${onBack}>${t("phone.compare.back")}</button>
  `;
}
