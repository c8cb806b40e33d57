// The whole screen, from the state.

import { html } from "../html.js";
import { t } from "../words.js";
import { safe } from "../text.js";
import { Changed } from "./changed.js";
import { Talk } from "./chat.js";
import { Compare } from "./compare.js";
import { Banner, Head, Notice, Tabs } from "./frame.js";
import { Join } from "./join.js";
import { Mine } from "./mine.js";
import { Now } from "./now.js";
import { Outcome } from "./outcome.js";
import { Waiting } from "./waiting.js";

export function Phone({ state, chat, digits, on }) {
  const { page, all, own } = state;
  const ready = page === "room" && all && own;
  return html`<div class="phone">
    <a class="button skip" href="#main" onClick=${skip}>${t("phone.skip")}</a>
    <${Head} title=${safe(all?.title ?? "Doormat")} connection=${page === "room" ? state.connection : null} onLanguage=${on.language} />
    <aside aria-label=${t("phone.banners")}>${page === "room" && html`<${Banners} state=${state} on=${on} />`}</aside>
    ${body({ ready, state, chat, digits, on })}
    ${ready && html`<${Tabs} tab=${state.tab} fresh=${state.fresh} onTab=${on.tab} />`}
  </div>`;
}

/** The fragment holds the code of the room, so the skip link must not change it. */
function skip(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function body({ ready, state, chat, digits, on }) {
  const { page, own, all } = state;
  if (page === "join") return html`<${Join} code=${state.code} busy=${state.busy} error=${state.error} onJoin=${on.join} />`;
  if (page === "elsewhere") {
    return html`<${Notice} icon="offline" title=${t("phone.elsewhere.title")} text=${t("phone.elsewhere.text")}>
      <button class="button main wide" onClick=${on.reload}>${t("phone.elsewhere.button")}</button>
    <//>`;
  }
  if (page === "closed") {
    return html`<${Notice} icon="check" title=${t("phone.closed.title")} text=${t("phone.closed.text")}>
      ${own?.outcome && html`<${Outcome} own=${own} chat=${chat} />`}
    <//>`;
  }
  if (!ready) return html`<${Notice} icon="sealed" title=${t("phone.loading.title")} text=${t("phone.loading.text")} />`;
  return html`<main id="main" tabindex="-1">${tab({ state, all, own, chat, digits, on })}</main>`;
}

function tab({ state, all, own, chat, digits, on }) {
  const { busy } = state;
  if (state.tab === "mine") {
    return html`<${Mine} own=${own} all=${all} digest=${state.digest} onSave=${on.save} onLeave=${on.leave} />`;
  }
  if (state.tab === "now") return html`<${Now} all=${all} own=${own} chat=${chat} act=${on.act} busy=${busy} />`;
  if (!own.partner) return html`<${Waiting} own=${own} all=${all} />`;
  if (chat.stage === "changed") return html`<${Changed} own=${own} onApprove=${on.approve} />`;
  if (state.comparing) {
    return html`<${Compare} own=${own} chat=${chat} digits=${digits} onCompared=${on.compared} onBack=${() => on.compare(false)} />`;
  }
  return html`<${Talk} all=${all} own=${own} chat=${chat} act=${on.act} busy=${busy} onSend=${on.send} onCompare=${() => on.compare(true)} />`;
}

function Banners({ state, on }) {
  const { all, connection, outdated, complaint } = state;
  return html`
    ${outdated &&
    html`<${Banner} alarm=${true} text=${t("phone.outdated")}>
      <button class="button" onClick=${on.reload}>${t("phone.reload")}</button><//>`}
    ${connection === "waiting" && html`<${Banner} icon="offline" text=${t("phone.offline")} />`}
    ${all?.notice && html`<${Banner} icon="chat" text=${safe(all.notice)} />`}
    ${all?.frozen && html`<${Banner} icon="clock" text=${t("phone.frozen")} />`}
    <div role="alert">
      ${complaint &&
      html`<${Banner} text=${said(complaint)}>
        <button class="button" onClick=${on.dismiss}>${t("phone.dismiss")}</button><//>`}
    </div>
  `;
}

function said({ code, why, next }) {
  return code === "offline" ? t("phone.join.error.offline") : t("phone.error", { why, next });
}
