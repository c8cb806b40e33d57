// What the attacker had of this chat, held against what was said in it.

import { html } from "../html.js";
import { Icon } from "../icons.js";
import { compare } from "../outcome.js";
import { safe } from "../text.js";
import { clock, t } from "../words.js";

export function Outcome({ own, chat }) {
  const { outcome } = own;
  const count = outcome.messages ?? 0;
  if (count === 0) {
    return html`<section class="card" aria-labelledby="outcome"><h2 id="outcome">${t("phone.outcome.silent")}</h2>
      <p>${t(`phone.outcome.build.${outcome.build}`)}</p></section>`;
  }
  return outcome.read.length > 0
    ? html`<${Read} own=${own} chat=${chat} />`
    : html`<${Sealed} outcome=${outcome} />`;
}

function Read({ own, chat }) {
  const { outcome, address } = own;
  const { right, wrong } = compare(outcome.read, chat.messages, address);
  const all = outcome.opened ?? outcome.read.length;
  return html`<section class="card opened" aria-labelledby="outcome">
    <p><span class="stamp opened"><${Icon} name="opened" />${t("phone.stamp.opened")}</span></p>
    <h2 id="outcome" class="plain">${t("phone.outcome.read")}</h2>
    <div class="plain stack">
      <p>${t("phone.outcome.count", { count: all, of: outcome.messages })}</p>
      <ul class="talk">
        ${outcome.read.map(
          (one) => html`<li class=${one.from === address ? "said mine" : "said"}><p>${safe(one.text)}</p>
            <div class="meta">${name(one, own)}, ${clock(one.sent)}</div></li>`,
        )}
      </ul>
      ${outcome.skipped > 0 && html`<p class="quiet">${t("phone.outcome.skipped", { count: outcome.skipped })}</p>`}
      <p>${wrong === 0 ? t("phone.outcome.right", { count: right }) : t("phone.outcome.wrong", { right, wrong })}</p>
      <p>${t("phone.outcome.build.escrow")}</p>
    </div>
  </section>`;
}

function name({ from, nickname }, own) {
  if (from === own.address) return t("phone.chat.you");
  return safe(nickname ?? own.partner?.nickname ?? from);
}

function Sealed({ outcome }) {
  return html`<section class="card sealed" aria-labelledby="outcome">
    <p><span class="stamp sealed"><${Icon} name="sealed" />${t("phone.stamp.sealed")}</span></p>
    <h2 id="outcome" class="plain">${t("phone.outcome.sealed")}</h2>
    <div class="plain stack">
      ${outcome.got && html`<p class="hexes">${(outcome.got.match(/../g) ?? []).join(" ")}</p>`}
      <p>${t("phone.outcome.none", { count: outcome.messages })}</p>
      <p>${t(`phone.outcome.build.${outcome.build}`)}</p>
    </div>
  </section>`;
}
