// Chat: what the pairs write, as their server sees it.

import { html } from "../html.js";
import { t } from "../words.js";
import { Wall } from "../wall.js";

// Twelve bytes of each: as much as fits a column.
const SHOWN = 24;

export function Chat({ board }) {
  return html`<div class="chat-scene">
    <section>
      <h2>${t("stage.chat.title")}</h2>
      <${Wall} wall=${board.wall} narrow=${true} />
    </section>
    <section class="log">
      <h2>${t("stage.chat.log")}</h2>
      <p>${t("stage.chat.log.what")}</p>
      <ol class="mono" aria-label=${t("stage.chat.log")}>
        ${board.log.slice(0, 10).map((line, at) => html`<li key=${`${board.messages - at}`}>…${line.slice(-SHOWN)}</li>`)}
      </ol>
    </section>
  </div>`;
}
