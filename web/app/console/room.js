// The room as a whole: how to get in, bots, beginning again, and the end.

import { html, useState } from "../html.js";
import { t } from "../words.js";
import { Dialog, ResetDialog } from "../scenes/dialogs.js";

const MOST_BOTS = 200;

export function RoomPanel({ board, act }) {
  const [bots, setBots] = useState(2);
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  return html`<section class="panel" aria-labelledby="room-title">
    <h2 id="room-title">${t("console.room")}</h2>
    <p><span class="mono">${board.join.url}</span></p>
    <form
      class="line"
      onSubmit=${(event) => {
        event.preventDefault();
        act({ act: "bots", n: bots });
      }}
    >
      <label for="bots">${t("console.bots", { count: board.bots })}</label>
      <input id="bots" class="input" type="number" min="1" max=${MOST_BOTS} value=${bots} onInput=${(event) => setBots(Number(event.currentTarget.value))} />
      <button type="submit" class="button">${t("console.bots.call")}</button>
    </form>
    <p class="row">
      <button type="button" class="button grave" onClick=${() => setDialog("reset")}>${t("console.reset")}</button>
      <button type="button" class="button grave" onClick=${() => setDialog("end")}>${t("console.end")}</button>
    </p>
    ${dialog === "reset" && html`<${ResetDialog} act=${act} onClose=${close} />`}
    ${dialog === "end" &&
    html`<${Dialog} title=${t("console.end.title")} onClose=${close}>
      <p>${board.recording ? t("console.end.recorded") : t("console.end.what")}</p>
      <p class="row">
        <button type="button" class="button main" onClick=${close}>${t("stage.reset.cancel")}</button>
        <button
          type="button"
          class="button grave"
          onClick=${async () => {
            await act({ act: "end" });
            close();
          }}
        >${t("console.end.sure")}</button>
      </p>
    <//>`}
  </section>`;
}
