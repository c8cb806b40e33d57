// Preact and htm, bound: html`<p>...</p>`.

import { h } from "./vendor/preact/preact.js";
import htm from "./vendor/htm/htm.js";

export const html = htm.bind(h);
export { render } from "./vendor/preact/preact.js";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact/hooks.js";
