// Shares: the scheme as those who propose it would explain it, and who holds its key.

import { Icon } from "../icons.js";
import { html } from "../html.js";
import { safe } from "../text.js";
import { t } from "../words.js";
import { Meter } from "./parts.js";

const STEPS = [
  ["judge", "order"],
  ["key", "trustees"],
  ["check", "threshold"],
  ["sealed", "one"],
];

export function Shares({ board }) {
  const { k, n } = board.shares;
  const trustees = board.roles?.trustees ?? [];
  return html`<div class="shares">
    <h2>${t("stage.shares.title")}</h2>
    <p class="lead">${t("stage.shares.lead")}</p>
    <ol class="scheme">
      ${STEPS.map(
        ([icon, step]) => html`<li key=${step}>
          <${Icon} name=${icon} />
          <h3>${t(`stage.shares.${step}`)}</h3>
          <p>${t(`stage.shares.${step}.what`, { k, n })}</p>
        </li>`,
      )}
    </ol>
    <ul class="trustees">
      ${trustees.map((name, at) => html`<li key=${at}><${Icon} name="key" /> <span>${at + 1}</span> ${safe(name)}</li>`)}
    </ul>
    <${Meter} k=${k} n=${n} stolen=${0} />
  </div>`;
}
