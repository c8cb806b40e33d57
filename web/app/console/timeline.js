// Where the lesson stands: the next step, the scenes with their minutes, and the pace.

import { html } from "../html.js";
import { t } from "../words.js";
import { usePace, watch } from "./pace.js";

export function Timeline({ board, act }) {
  const pace = usePace(board);
  const at = board.plan.findIndex((part) => part.scene === board.scene);
  const next = board.plan[at + 1];
  const late = Math.round(pace.behind);
  const word = late > 0 ? t("console.pace.behind", { minutes: late }) : late < 0 ? t("console.pace.ahead", { minutes: -late }) : t("console.pace.right");
  return html`<section class="panel timeline" aria-labelledby="timeline-title">
    <h2 id="timeline-title">${t("console.timeline")}</h2>
    <button type="button" class="button main big wide" disabled=${!next} onClick=${() => act({ act: "next" })}>
      ${next ? t("console.next", { scene: t(`scene.${next.scene}`) }) : t("console.last")}
    </button>
    <p class="row">
      <button type="button" class="button" disabled=${at <= 0} onClick=${() => act({ act: "previous" })}>${t("console.previous")}</button>
      <button type="button" class="button" onClick=${() => act({ act: "rewind", to: board.scene })}>${t("console.rewind")}</button>
    </p>
    <p class="pace">
      <strong>${t("console.pace.scene", { now: watch(pace.inScene), planned: pace.planned })}</strong>
      <span>${t("console.pace.total", { now: watch(pace.total), planned: pace.done })} · ${word}</span>
    </p>
    <progress max=${Math.max(1, pace.planned)} value=${Math.min(pace.inScene, pace.planned)} aria-label=${t("console.pace.bar")}></progress>
    <ol class="plan">
      ${board.plan.map(
        (part, index) => html`<li key=${part.scene}>
          <button type="button" aria-current=${part.scene === board.scene ? "step" : null} class=${index < at ? "past" : ""} onClick=${() => act({ act: "scene", to: part.scene })}>
            <span>${t(`scene.${part.scene}`)}</span> <span>${t("console.minutes", { count: part.minutes })}</span>
          </button>
        </li>`,
      )}
    </ol>
  </section>`;
}
