// The judge's card: an order that is asked for, and what an order brought.

import { html } from "../html.js";
import { Icon } from "../icons.js";
import { safe } from "../text.js";
import { clock, t } from "../words.js";

export function Judge({ judge, act, busy }) {
  const { request, opened, granted } = judge;
  const rule = (grant) => act("/api/judge", { request: request.id, grant });
  return html`<section class="card blue" aria-labelledby="judge">
    <h2 id="judge"><${Icon} name="judge" /> ${t("phone.judge.title")}</h2>
    <p>${t("phone.judge.what")}</p>
    ${request &&
    html`<div class="plain stack" role="group" aria-labelledby="asked">
      <h3 id="asked">${t("phone.judge.asked", { who: safe(request.who) })}</h3>
      ${request.why && html`<p>${safe(request.why)}</p>`}
      ${request.until && html`<p class="quiet">${t("phone.order.until", { time: clock(request.until) })}</p>`}
      <div class="row">
        <button class="button main" disabled=${busy} onClick=${() => rule(true)}>${t("phone.judge.grant")}</button>
        <button class="button grave" disabled=${busy} onClick=${() => rule(false)}>${t("phone.judge.deny")}</button>
      </div>
    </div>`}
    ${!request && !opened && html`<p class="note">${t(standing(granted))}</p>`}
    ${opened && html`<${Opened} opened=${opened} />`}
  </section>`;
}

function standing(granted) {
  if (granted == null) return "phone.judge.none";
  return granted ? "phone.judge.granted" : "phone.judge.denied";
}

function Opened({ opened: { who, texts } }) {
  if (texts.length === 0) return html`<p class="plain">${t("phone.judge.nothing", { who: who.map(safe).join(", ") })}</p>`;
  return html`<div class="stack">
    <p><span class="stamp opened"><${Icon} name="opened" />${t("phone.stamp.opened")}</span></p>
    <h3>${t("phone.judge.opened", { who: who.map(safe).join(", "), count: texts.length })}</h3>
    <ul class="talk">
      ${texts.map(
        ({ from, text, sent }) => html`<li class="said"><p>${safe(text)}</p>
          <div class="meta">${safe(from)}, ${clock(sent)}</div></li>`,
      )}
    </ul>
    <p>${t("phone.judge.only")}</p>
  </div>`;
}
