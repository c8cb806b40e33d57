// Court: one order, as it was meant. What the trustees decide, what opens, and what the same order opens of the others.

import { Icon } from "../icons.js";
import { html } from "../html.js";
import { safe } from "../text.js";
import { t } from "../words.js";
import { Figure, numbers } from "./parts.js";

const AT = { none: 0, asked: 1, refused: 2, granted: 2, failed: 3, opened: 4 };

function decision(court, seat) {
  if ((court.released ?? []).includes(seat)) return "released";
  if ((court.refused ?? []).some((one) => one.trustee === seat)) return "refused";
  return "waits";
}

const ICONS = { released: "check", refused: "cross", waits: "clock" };

export function Court({ board }) {
  const { court, shares } = board;
  const trustees = board.roles?.trustees ?? [];
  const state = court.state ?? "none";
  const steps = ["asked", state === "refused" ? "refused" : "granted", "released", state === "failed" ? "failed" : "opened"];
  return html`<div class="court">
    <section>
      <h2>${t("stage.court.title")}</h2>
      <p class="lead">
        ${court.who ? t("stage.court.who", { pair: court.pair, who: court.who.map(safe).join(t("stage.and")) }) : t("stage.court.none")}
      </p>
      <ol class="steps-line">
        ${steps.map(
          (step, at) => html`<li key=${at} class=${at < AT[state] ? "past" : ""}>
            <${Icon} name=${at < AT[state] ? (step === "refused" || step === "failed" ? "cross" : "check") : "clock"} />
            ${t(`stage.court.step.${step}`, { released: (court.released ?? []).length, needed: court.needed ?? shares.k })}
          </li>`,
        )}
      </ol>
      <ul class="decisions">
        ${numbers(shares.n).map((seat) => {
          const made = decision(court, seat);
          const log = (court.log ?? []).find((line) => line.trustee === seat);
          return html`<li key=${seat} class=${made}>
            <${Icon} name=${ICONS[made]} />
            <span class="who">${t("stage.trustee", { seat })}${trustees[seat - 1] ? `: ${safe(trustees[seat - 1])}` : ""}</span>
            <strong>${t(`stage.court.${made}`)}</strong>
            <span class="mono">${log ? t("stage.court.log", { size: log.size, root: log.root }) : ""}</span>
          </li>`;
        })}
      </ul>
    </section>
    <section class="brought">
      ${court.opened
        ? html`<${Figure} tone="blue" value=${court.opened.sessions} of=${board.wall.length} word=${t("stage.court.sessions", { count: court.opened.messages })} />
            ${court.beyond &&
            html`<${Figure} tone="blue" value=${court.beyond[0]} of=${court.beyond[1]} word=${t("stage.court.beyond")} />`}
            <p>${court.opened.sessions === 1 ? t("stage.court.designed") : t("stage.court.empty")}</p>
            <p class="quiet-large">${t("stage.court.logged")}</p>`
        : html`<p class="lead">${state === "failed" ? t("stage.court.failed", { why: safe(court.failed) }) : t(`stage.court.now.${state}`)}</p>`}
    </section>
  </div>`;
}
