// What the room sees now, in words, and how the picture is held, darkened or uncovered.

import { html, useEffect, useState } from "../html.js";
import { safe } from "../text.js";
import { t } from "../words.js";

export function Shown({ board, act }) {
  const [notice, setNotice] = useState(board.notice ?? "");
  useEffect(() => setNotice(board.notice ?? ""), [board.notice]);
  const flags = [
    board.blank ? t("console.flag.blank") : null,
    board.frozen ? t("console.flag.frozen") : null,
    board.masked ? t("console.flag.masked") : t("console.flag.unmasked"),
    board.question ? t("console.flag.question", { votes: board.histogram?.n ?? 0 }) : null,
    board.recording ? t("console.flag.recording", { file: safe(board.recording) }) : t("console.flag.unrecorded"),
  ].filter(Boolean);
  const toggle = (name, on, word) =>
    html`<button type="button" class="button" aria-pressed=${Boolean(on)} onClick=${() => act({ act: name, on: !on })}>${word}</button>`;
  return html`<section class="panel shown" aria-labelledby="shown-title">
    <h2 id="shown-title">${t("console.shown")}</h2>
    <p class="now"><strong>${t(`scene.${board.scene}`)}.</strong> ${safe(board.sentence)}</p>
    <p class="hint">${t(`console.hint.${board.scene}`)}</p>
    <ul class="flags">
      ${flags.map((flag) => html`<li key=${flag}>${flag}</li>`)}
    </ul>
    <p class="row">
      ${toggle("freeze", board.frozen, t("console.freeze"))} ${toggle("blank", board.blank, t("console.blank"))}
      ${toggle("mask", board.masked, t("console.mask"))} ${toggle("free_text", board.free_text, t("console.free"))}
    </p>
    <form
      class="line"
      onSubmit=${(event) => {
        event.preventDefault();
        act({ act: "notice", text: notice.trim() || null });
      }}
    >
      <label for="notice">${t("console.notice")}</label>
      <input id="notice" class="input" maxlength="120" value=${notice} onInput=${(event) => setNotice(event.currentTarget.value)} />
      <button type="submit" class="button">${t("console.notice.show")}</button>
      <button type="button" class="button" disabled=${board.notice == null} onClick=${() => act({ act: "notice", text: null })}>${t("console.notice.clear")}</button>
    </form>
  </section>`;
}
