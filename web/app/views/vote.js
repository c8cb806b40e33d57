// A question, before the answer is shown. The last choice counts until it is closed.

import { html, useState } from "../html.js";
import { t } from "../words.js";

export function Vote({ question, own, act, busy }) {
  const [choice, setChoice] = useState(own.vote ?? null);
  const given = own.vote ?? null;
  const vote = (event) => {
    event.preventDefault();
    if (choice) act("/api/vote", { question: question.id, choice });
  };
  const { id, choices, open, k, n } = question;
  return html`<form class="card blue" onSubmit=${vote}>
    <fieldset class="choices" disabled=${!open}>
      <legend>${t(`question.${id}`, { k: k ?? "", n: n ?? "" })}</legend>
      ${choices.map(
        (one) => html`<label class="choice">
          <input type="radio" name=${`vote-${id}`} value=${one} checked=${choice === one} onChange=${() => setChoice(one)} />
          <span>${t(`choice.${one}`)}</span>
        </label>`,
      )}
    </fieldset>
    ${open
      ? html`<button class="button main wide" disabled=${!choice || busy || choice === given}>
          ${t(given ? "phone.vote.change" : "phone.vote.button")}
        </button>`
      : html`<p>${t("phone.vote.closed")}</p>`}
    ${given && html`<p class="note" role="status">${t("phone.vote.given", { choice: t(`choice.${given}`) })}</p>`}
  </form>`;
}
