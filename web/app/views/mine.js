// A person's own page: who they are here, what is kept where, and what happened to their chat, to take home.

import { html, useState } from "../html.js";
import { Icon } from "../icons.js";
import { lasting } from "../storage.js";
import { safe } from "../text.js";
import { t } from "../words.js";

export function Mine({ own, all, digest, onSave, onLeave }) {
  const [asked, setAsked] = useState(false);
  return html`
    <h1 class="nickname" tabindex="-1">${safe(own.nickname)}</h1>
    <section class="card" aria-labelledby="roles">
      <h2 id="roles">${t("phone.mine.roles")}</h2>
      ${(own.roles ?? []).length === 0
        ? html`<p>${t("phone.mine.role.none")}</p>`
        : html`<ul>${own.roles.map((role) => html`<li>${t(`phone.mine.role.${role}`)}</li>`)}</ul>`}
    </section>
    <section class="card blue" aria-labelledby="home">
      <h2 id="home">${t("phone.mine.home")}</h2>
      <p>${t(own.outcome ? "phone.mine.ready" : "phone.mine.early")}</p>
      <button class="button main wide" onClick=${onSave}><${Icon} name="save" />${t("phone.mine.save")}</button>
    </section>
    <section class="card" aria-labelledby="kept">
      <h2 id="kept">${t("phone.mine.kept")}</h2>
      <p>${t(lasting() ? "phone.consent.kept" : "phone.mine.fleeting")}</p>
      <p>${t("phone.consent.http")}</p>
      ${digest && html`<p class="small quiet">${t("phone.mine.digest")} <span class="mono">${digest}</span></p>`}
      ${asked
        ? html`<div class="stack"><p><strong>${t("phone.mine.sure")}</strong></p>
            <div class="row">
              <button class="button grave" onClick=${onLeave}>${t("phone.mine.leave")}</button>
              <button class="button" onClick=${() => setAsked(false)}>${t("phone.mine.stay")}</button>
            </div></div>`
        : html`<button class="button wide" onClick=${() => setAsked(true)}>${t("phone.mine.leave")}</button>`}
    </section>
    <p class="quiet small">${all.title}, ${all.version}</p>
  `;
}
