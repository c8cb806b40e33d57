// A trustee's card: the share, and the orders of the court that wait for an answer.

import { html, useState } from "../html.js";
import { Drawing, Icon } from "../icons.js";
import { safe } from "../text.js";
import { clock, t } from "../words.js";
import { numbers } from "./recap.js";

export function Trustee({ trustee, all, act, busy }) {
  const { index, share, qr, request, decided, stolen } = trustee;
  const [shown, setShown] = useState(false);
  return html`<section class=${stolen ? "card alarm" : "card blue"} aria-labelledby="trustee">
    <h2 id="trustee"><${Icon} name="key" /> ${t("phone.trustee.title", { index })}</h2>
    ${stolen && html`<p class="plain"><strong>${t("phone.trustee.stolen")}</strong></p>`}
    ${request && html`<${Request} key=${request.id} request=${request} act=${act} busy=${busy} />`}
    ${!request && decided != null && html`<p class="note">${t(decided ? "phone.trustee.released" : "phone.trustee.refused")}</p>`}
    <p>${t("phone.trustee.what", numbers(all))}</p>
    <button class="button wide" aria-expanded=${shown ? "true" : "false"} onClick=${() => setShown(!shown)}>
      ${t(shown ? "phone.trustee.hide" : "phone.trustee.show")}
    </button>
    ${shown &&
    html`<div class="stack">
      ${qr && html`<${Drawing} svg=${qr} class="qr" alt=${t("phone.trustee.qr", { index })} />`}
      <p class="hexes">${grouped(share)}</p>
      <p class="quiet small">${t("phone.trustee.keep")}</p>
    </div>`}
  </section>`;
}

/** Hex in groups of eight, so that it can be read out. */
const grouped = (hex) => (hex.match(/.{1,8}/g) ?? []).join(" ");

function Request({ request, act, busy }) {
  const [reason, setReason] = useState("");
  const answer = (release) => act("/api/trustee", { request: request.id, release, reason });
  return html`<div class="plain stack" role="group" aria-labelledby="order">
    <h3 id="order">${t("phone.trustee.order", { who: safe(request.who) })}</h3>
    ${request.why && html`<p>${safe(request.why)}</p>`}
    ${request.until && html`<p class="quiet">${t("phone.order.until", { time: clock(request.until) })}</p>`}
    <p>${t("phone.trustee.choice")}</p>
    <label class="field"><span>${t("phone.trustee.reason")}</span>
      <input class="input" name="reason" maxlength="200" value=${reason} onInput=${(event) => setReason(event.target.value)} />
    </label>
    <div class="row">
      <button class="button main" disabled=${busy} onClick=${() => answer(true)}>${t("phone.trustee.release")}</button>
      <button class="button grave" disabled=${busy} onClick=${() => answer(false)}>${t("phone.trustee.refuse")}</button>
    </div>
  </div>`;
}
