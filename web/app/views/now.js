// The tab for what the room is doing: what concerns this person first, then the scene, then what went before.

import { html } from "../html.js";
import { reached } from "../scenes.js";
import { t } from "../words.js";
import { Attacker } from "./attacker.js";
import { Judge } from "./judge.js";
import { Outcome } from "./outcome.js";
import { Recap, numbers } from "./recap.js";
import { Trustee } from "./trustee.js";
import { Vote } from "./vote.js";
import { Waiting } from "./waiting.js";

export function Now({ all, own, chat, act, busy }) {
  const start = !reached(all.scene, "chat") || !own.partner;
  return html`
    ${start
      ? html`<${Waiting} own=${own} all=${all} />`
      : html`<h1 tabindex="-1">${t(`phone.scene.${all.scene}.title`)}</h1>`}
    ${own.outcome && reached(all.scene, "break") && html`<${Outcome} own=${own} chat=${chat} />`}
    ${own.judge && html`<${Judge} judge=${own.judge} act=${act} busy=${busy} />`}
    ${own.trustee && html`<${Trustee} trustee=${own.trustee} all=${all} act=${act} busy=${busy} />`}
    ${own.attacker && html`<${Attacker} attacker=${own.attacker} all=${all} act=${act} busy=${busy} />`}
    ${all.question && html`<${Vote} key=${all.question.id} question=${all.question} own=${own} act=${act} busy=${busy} />`}
    ${!start && html`<section class="card"><p>${t(`phone.scene.${all.scene}.text`, numbers(all))}</p>
      ${all.result?.sentence && reached(all.scene, "attack") && html`<p class="note">${all.result.sentence}</p>`}
    </section>`}
    <${Recap} all=${all} />
  `;
}
