// Join: how to get in, large enough for the last row.

import { Drawing, Icon } from "../icons.js";
import { html } from "../html.js";
import { safe } from "../text.js";
import { t } from "../words.js";

export function Join({ board }) {
  const { join, people } = board;
  // The fragment carries the code, for the QR code's sake; who types the address types the code.
  const typed = join.url.replace(/^http:\/\//, "").replace(/\/?#.*$/, "");
  return html`<div class="join">
    <figure class="join-qr">
      ${join.qr && html`<${Drawing} class="qr-big" svg=${join.qr} alt=${t("stage.join.qr.alt", { url: join.url })} />`}
      <figcaption>${t("stage.join.scan")}</figcaption>
    </figure>
    <div class="join-words">
      <p class="how">${t("stage.join.type")}</p>
      <p class="url mono">${typed}</p>
      <p class="how">${t("stage.join.code")}</p>
      <p class="join-code mono">${join.code}</p>
      <p class="people"><span class="value">${people}</span> ${t("stage.join.people", { count: people })}</p>
      <p class="privacy">${board.recording ? t("stage.join.recorded") : t("stage.join.privacy")}</p>
    </div>
    ${join.wifi &&
    html`<figure class="join-wifi">
      <figcaption><${Icon} name="online" /> ${t("stage.join.wifi")}</figcaption>
      ${join.wifi.qr && html`<${Drawing} class="qr-small" svg=${join.wifi.qr} alt=${t("stage.join.wifi.alt", { ssid: safe(join.wifi.ssid) })} />`}
      <p class="mono">${safe(join.wifi.ssid)}</p>
      ${join.wifi.password && html`<p class="mono">${safe(join.wifi.password)}</p>`}
    </figure>`}
  </div>`;
}
