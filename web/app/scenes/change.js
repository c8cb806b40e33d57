// Change: other designs, measured while the room watches.

import { Drawing } from "../icons.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { t } from "../words.js";
import { interval, Histogram, Table } from "./parts.js";
import { asked } from "./predict.js";

const LEAST = { k: 2, n: 2, epoch: 1 };
const MOST = { k: 20, n: 20, epoch: 10 };
// A slider that is being pushed asks once, when it comes to rest.
const REST = 500;

/** The three sliders, with a button at each end for those who do not drag. */
export function Sliders({ change, act }) {
  const { parameters, running } = change;
  const [wanted, setWanted] = useState(parameters);
  const [k, n, epoch] = [parameters.k, parameters.n, parameters.epoch];
  const timer = useRef(0);
  useEffect(() => setWanted({ k, n, epoch }), [k, n, epoch]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const move = (name, value) => {
    const next = { ...wanted, [name]: Math.min(MOST[name], Math.max(LEAST[name], value)) };
    // A threshold above the number of trustees is no design: the other slider gives way.
    if (name === "k") next.n = Math.max(next.n, next.k);
    if (name === "n") next.k = Math.min(next.k, next.n);
    setWanted(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => act({ act: "sweep", ...next }), REST);
  };

  return html`<form class="sliders" onSubmit=${(event) => event.preventDefault()}>
    ${["k", "n", "epoch"].map(
      (name) => html`<div class="slider" key=${name}>
        <label for=${`slider-${name}`}>${t(`stage.change.${name}`)}: <output>${wanted[name]}</output></label>
        <span class="slider-row">
          <button type="button" class="button" aria-label=${t("stage.change.less", { what: t(`stage.change.${name}`) })} onClick=${() => move(name, wanted[name] - 1)}>−</button>
          <input id=${`slider-${name}`} type="range" min=${LEAST[name]} max=${MOST[name]} step="1" value=${wanted[name]} onInput=${(event) => move(name, Number(event.currentTarget.value))} />
          <button type="button" class="button" aria-label=${t("stage.change.more", { what: t(`stage.change.${name}`) })} onClick=${() => move(name, wanted[name] + 1)}>+</button>
        </span>
      </div>`,
    )}
    <button type="button" class="button main" disabled=${Boolean(running)} onClick=${() => act({ act: "sweep", ...wanted })}>
      ${running ? t("stage.change.running") : t("stage.change.measure")}
    </button>
  </form>`;
}

export function Change({ board, act }) {
  const { change } = board;
  const rows = change.rows ?? [];
  const votes = (board.histograms ?? []).find((one) => one.question === "design");
  const open = board.question?.id === "design";
  return html`<div class="change">
    <${Sliders} change=${change} act=${act} />
    ${rows.length === 0
      ? html`<p class="lead">${change.running ? t("stage.change.running") : t("stage.change.empty")}</p>`
      : html`<div class="change-halves">
          ${change.svg && html`<${Drawing} class="chart" svg=${change.svg} alt=${change.alt} />`}
          <${Table}
            class="measured"
            caption=${t("stage.change.table")}
            head=${[t("stage.change.head.what"), t("stage.change.head.opened"), t("stage.change.head.interval")]}
            rows=${rows.map((row) => [row.label, t("stage.change.count", { part: row.opened, all: row.n }), interval(row)])}
          />
        </div>`}
    <footer class="change-foot">
      ${open && html`<p><strong>${asked(board, "design")}</strong> ${t("stage.predict.count", { count: board.histogram?.n ?? 0 })}</p>`}
      ${!open && votes && html`<div class="design-votes"><p><strong>${asked(board, "design")}</strong></p><${Histogram} counts=${votes.counts} n=${votes.n} /></div>`}
      ${rows.length > 0 && html`<p class="quiet-large">${t("stage.change.seed", { seed: change.seed })}</p>`}
    </footer>
  </div>`;
}
