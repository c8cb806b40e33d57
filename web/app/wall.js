// The wall of sessions: a tile for each pair. Icon, word and pattern say the same; colour says it once more.

import { html } from "./html.js";
import { Icon } from "./icons.js";
import { safe } from "./text.js";
import { t } from "./words.js";

// How much a tile says depends on how many there are. The longest word of a state, "versiegelt", must fit in all but the
// last tier, whose words stand in a legend. `narrow`: beside something else.
const TIERS = [
  { name: "few", most: 8, narrow: 8, columns: 3, fewer: 3 },
  { name: "some", most: 20, narrow: 20, columns: 5, fewer: 4 },
  { name: "many", most: 40, narrow: 35, columns: 7, fewer: 5 },
  { name: "dense", most: 96, narrow: 60, columns: 8, fewer: 5 },
  { name: "mass", most: Infinity, narrow: Infinity, columns: 20, fewer: 14 },
];

const tier = (count, narrow) => TIERS.find((one) => count <= (narrow ? one.narrow : one.most));

/** How many columns a wall of so many tiles has. */
export function columns(count, narrow = false) {
  const { columns: most, fewer } = tier(count, narrow);
  return Math.max(1, Math.min(count, narrow ? fewer : most));
}

/** What a wipe at `progress` (0 to 1) has uncovered of a column, from 0 to 1. */
export function uncovered(progress, column, all) {
  return Math.min(1, Math.max(0, progress * all - column));
}

/** How many tiles show that they were opened, when the wipe stands at `progress`. */
export function openedAt(wall, progress) {
  const all = columns(wall.length);
  return wall.filter((tile, at) => tile.state === "opened" && uncovered(progress, at % all, all) === 1).length;
}

function Face({ tile, state, told, size }) {
  const word = t(`stage.state.${state}`);
  const names = size === "few" || size === "some";
  const more = names || size === "many";
  return html`<div class=${`face ${state}`}>
    <p class="tile-state"><${Icon} name=${state} /> <strong class=${size === "mass" ? "unseen" : ""}>${word}</strong></p>
    ${names && html`<p class="tile-names">${tile.names.map((name) => html`<span key=${name}>${safe(name)}</span>`)}</p>`}
    ${more &&
    html`<p class="tile-more">
      ${told && tile.build
        ? html`<span class="tile-build">${t(`stage.build.${tile.build}`)}</span>`
        : t("stage.tile.messages", { count: tile.messages })}
      ${tile.lawful && html` <span class="tile-lawful"><${Icon} name="judge" /> <span class="lawful-word">${t("stage.tile.lawful")}</span></span>`}
    </p>`}
    ${told && names && tile.text && html`<p class="tile-text">${safe(tile.text)}</p>`}
  </div>`;
}

/** What the icons of a wall without words mean, and how many there are of each. */
function Legend({ wall, opened }) {
  const count = { opened, unknown: wall.filter((tile) => tile.state === "unknown").length };
  count.sealed = wall.length - count.opened - count.unknown;
  return html`<p class="legend">
    ${["sealed", "opened", "unknown"].map((state) => html`<span key=${state} class=${`face ${state}`}><${Icon} name=${state} /> ${t(`stage.state.${state}`)}: ${count[state]}</span>`)}
  </p>`;
}

/**
 * The wall. `progress` is where the wipe of the break stands; left of it tiles show what the attack found, right of it
 * what they showed before. `told` says whether builds and texts may be shown.
 */
export function Wall({ wall, progress = 1, told = false, narrow = false }) {
  const all = columns(wall.length, narrow);
  const size = tier(wall.length, narrow).name;
  const running = progress > 0 && progress < 1;
  return html`<div class="wall-frame">
    <ul class=${`wall ${size} ${told && wall.some((tile) => tile.text) ? "texts" : ""}`} style=${{ gridTemplateColumns: `repeat(${all}, minmax(0, 1fr))` }}>
      ${wall.map((tile, at) => {
        const shown = uncovered(progress, at % all, all);
        const before = tile.state === "opened" ? "sealed" : tile.state;
        const hidden = `inset(0 ${(1 - shown) * 100}% 0 0)`;
        return html`<li class="tile" key=${tile.pair} title=${tile.names.map(safe).join(", ")}>
          ${shown < 1 && html`<${Face} tile=${tile} state=${before} told=${told} size=${size} />`}
          ${shown > 0 &&
          html`<div class="over" style=${{ clipPath: shown < 1 ? hidden : "none" }}>
            <${Face} tile=${tile} state=${tile.state} told=${told && shown === 1} size=${size} />
          </div>`}
        </li>`;
      })}
    </ul>
    ${size === "mass" && html`<${Legend} wall=${wall} opened=${openedAt(wall, progress)} />`}
    ${running && html`<div class="front" style=${{ insetInlineStart: `${progress * 100}%` }} aria-hidden="true"></div>`}
  </div>`;
}

/** What always stands under the wall. */
export function Status({ board, opened }) {
  const { stolen, k } = board.shares;
  return html`<p class="status">
    <span>${t("stage.status.opened", { opened, of: board.wall.length })}</span>
    <span>${t("stage.status.shares", { stolen, k })}</span>
    <span>${stolen > 0 ? t("stage.status.attacker.shares", { count: stolen }) : t("stage.status.attacker")}</span>
  </p>`;
}
