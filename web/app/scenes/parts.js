// Parts that several scenes show.

import { html } from "../html.js";
import { Icon } from "../icons.js";
import { language, t } from "../words.js";

export const numbers = (n) => Array.from({ length: Math.max(0, n) }, (_, at) => at + 1);

/** A count that says what it counts. */
export function Figure({ value, of, word, tone = "" }) {
  return html`<p class=${`figure ${tone}`}>
    <span class="value">${of == null ? value : t("stage.of", { part: value, all: of })}</span>
    <span class="word">${word}</span>
  </p>`;
}

/** How many shares the attacker holds, and how many it takes. */
export function Meter({ k, n, stolen, seats }) {
  const held = seats ?? numbers(stolen);
  return html`<div class="meter">
    <ul aria-hidden="true">
      ${numbers(n).map((seat) => {
        const gone = held.includes(seat);
        return html`<li class=${gone ? "gone" : "kept"} key=${seat}>
          <${Icon} name=${gone ? "key" : "sealed"} />
          <span>${seat}</span>
        </li>`;
      })}
    </ul>
    <p class="word">${t("stage.meter", { stolen: held.length, k, n })}</p>
  </div>`;
}

/** A table whose cells are texts. */
export function Table({ caption, head, rows, class: name = "" }) {
  return html`<table class=${name}>
    <caption class="unseen">${caption}</caption>
    <thead>
      <tr>
        ${head.map((cell) => html`<th scope="col" key=${cell}>${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row, at) => html`<tr key=${at}>
          ${row.map((cell, column) => (column === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Bars of one question: a number, a bar, and the word of each choice. */
export function Histogram({ counts, n }) {
  return html`<ul class="histogram">
    ${Object.entries(counts).map(
      ([choice, count]) => html`<li key=${choice}>
        <span class="choice-word">${t(`choice.${choice}`)}</span>
        <span class="track" aria-hidden="true">
          <span class="bar" style=${{ inlineSize: `${n > 0 ? (100 * count) / n : 0}%` }}></span>
        </span>
        <span class="count">${count}</span>
      </li>`,
    )}
  </ul>`;
}

/** A number from 0 to 1 as it is read aloud: one more digit only where none would say "nothing" or "all". */
function percent(share) {
  const whole = Math.round(share * 100);
  const hides = (whole === 0 && share > 0) || (whole === 100 && share < 1);
  return `${hides ? (share * 100).toLocaleString(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }) : whole}`;
}

/** The 95 % interval of a row, or a dash. */
export function interval({ low, high }) {
  return low == null || high == null ? t("stage.no.interval") : t("stage.interval", { low: percent(low), high: percent(high) });
}
