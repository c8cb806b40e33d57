// Pictures that stand beside words, never instead of them.

import { html } from "./html.js";

const PATHS = {
  sealed: "M3 6h18v12H3z M3 6l9 7 9-7",
  opened: "M3 10l9-6 9 6v10H3z M3 10l9 6 9-6",
  unknown: "M4 5h16v14H4z M9.5 9.5a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4 M12 16.4v.1",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  now: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 7v5l3.5 2",
  mine: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M4 20c1-4 4-6 8-6s7 2 8 6",
  key: "M8 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 12h9 M18 12v3 M21 12v2",
  judge: "M5 20h14 M12 4v16 M5 8h14 M5 8l-3 6h6z M19 8l-3 6h6z",
  dice: "M4 4h16v16H4z M8.5 8.5v.1 M15.5 15.5v.1 M12 12v.1 M15.5 8.5v.1 M8.5 15.5v.1",
  warning: "M12 4l9 16H3z M12 10v5 M12 17.4v.1",
  check: "M4 12.5l5.5 5.5L20 7",
  cross: "M6 6l12 12 M18 6L6 18",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M12 8v4h3",
  online: "M4 10a12 12 0 0 1 16 0 M7 13.5a7.5 7.5 0 0 1 10 0 M12 17.5v.1",
  offline: "M4 10a12 12 0 0 1 16 0 M12 17.5v.1 M4 4l16 16",
  save: "M12 4v11 M7 11l5 5 5-5 M4 20h16",
};

/** An icon by name; hidden from screen readers, because a word says the same. */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none"
    stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
    <path d=${PATHS[name]} />
  </svg>`;
}

/** A picture that the server drew: SVG text as an image, never as part of the page. */
export function Drawing({ svg, alt, class: name }) {
  return html`<img class=${name} alt=${alt} src=${`data:image/svg+xml,${encodeURIComponent(svg)}`} />`;
}
