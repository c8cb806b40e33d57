// The wall of sessions: a tile for each pair. Icon, word and pattern say the same; colour says it once more.

import { html } from "./html.js";
import { Icon } from "./icons.js";
import { safe } from "./text.js";
import { t } from "./words.js";

/** How many columns a wall of so many tiles has. */
export function columns(count) {
  if (count <= 4) return Math.max(1, count);
  return Math.max(3, Math.min(12, Math.ceil(Math.sqrt(count * 1.6))));
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

function Face({ tile, state, told, dense }) {
  const word = t(`stage.state.${state}`);
  return html`<div class=${`face ${state}`}>
    <p class="tile-state"><${Icon} name=${state} /> <strong>${word}</strong></p>
    ${!dense && html`<p class="tile-names">${tile.names.map((name) => html`<span key=${name}>${safe(name)}</span>`)}</p>`}
    ${!dense &&
    html`<p class="tile-more">
      ${told && tile.build
        ? html`<span class="tile-build">${t(`stage.build.${tile.build}`)}</span>`
        : t("stage.tile.messages", { count: tile.messages })}
      ${tile.lawful && html` <span class="tile-lawful"><${Icon} name="judge" /> ${t("stage.tile.lawful")}</span>`}
    </p>`}
    ${told && tile.text && html`<p class="tile-text">${safe(tile.text)}</p>`}
  </div>`;
}

/**
 * The wall. `progress` is where the wipe of the break stands; left of it tiles show what the attack found, right of it
 * what they showed before. `told` says whether builds and texts may be shown.
 */
export function Wall({ wall, progress = 1, told = false }) {
  const all = columns(wall.length);
  const dense = wall.length > 40;
  const size = dense ? "dense" : wall.length <= 8 ? "few" : wall.length <= 20 ? "some" : "";
  const running = progress > 0 && progress < 1;
  return html`<div class="wall-frame">
    <ul class=${`wall ${size}`} style=${{ gridTemplateColumns: `repeat(${all}, minmax(0, 1fr))` }}>
      ${wall.map((tile, at) => {
        const shown = uncovered(progress, at % all, all);
        const before = tile.state === "opened" ? "sealed" : tile.state;
        const hidden = `inset(0 ${(1 - shown) * 100}% 0 0)`;
        return html`<li class="tile" key=${tile.pair} title=${tile.names.map(safe).join(", ")}>
          ${shown < 1 && html`<${Face} tile=${tile} state=${before} told=${told} dense=${dense} />`}
          ${shown > 0 &&
          html`<div class="over" style=${{ clipPath: shown < 1 ? hidden : "none" }}>
            <${Face} tile=${tile} state=${tile.state} told=${told && shown === 1} dense=${dense} />
          </div>`}
        </li>`;
      })}
    </ul>
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
