// Take-away: one sentence, and where everybody finds what happened to their own chat.

import { Drawing, Icon } from "../icons.js";
import { html } from "../html.js";
import { t } from "../words.js";

export function Takeaway({ board }) {
  const { result, join } = board;
  return html`<div class="takeaway">
    <section>
      <h2>${t("stage.takeaway.title")}</h2>
      ${result && html`<p class="last-word">${result.sentence}</p>`}
      <ol class="three">
        ${["one", "two", "three"].map((id) => html`<li key=${id}>${t(`stage.takeaway.${id}`)}</li>`)}
      </ol>
      <p class="lead"><${Icon} name="mine" /> ${t("stage.takeaway.phone")}</p>
      ${board.recording && html`<p class="quiet-large">${t("stage.takeaway.recorded", { file: board.recording })}</p>`}
    </section>
    <figure class="join-qr">
      ${join.qr && html`<${Drawing} class="qr-mid" svg=${join.qr} alt=${t("stage.join.qr.alt", { url: join.url })} />`}
      <figcaption>${t("stage.takeaway.qr")}</figcaption>
    </figure>
  </div>`;
}
