// The first page: the code, one button, and what one agrees to.

import { html, useState } from "../html.js";
import { Icon } from "../icons.js";
import { has, t } from "../words.js";

const LETTERS = /[^A-HJ-NP-Z2-9]/g;

/** Brings what was typed into the shape of a code: the letters I and O and the digits 0 and 1 are in none. */
export function tidy(code) {
  return code.toUpperCase().replace(LETTERS, "").slice(0, 4);
}

export function Join({ code: given, busy, error, onJoin }) {
  const [code, setCode] = useState(tidy(given ?? ""));
  const [short, setShort] = useState(false);
  const join = (event) => {
    event.preventDefault();
    setShort(code.length < 4);
    if (code.length === 4 && !busy) onJoin(code);
  };
  const why = short ? t("phone.join.short") : error && said(error);
  return html`<main id="main" tabindex="-1">
    <div class="hero"><${Icon} name="sealed" /></div>
    <h1>${t("phone.join.title")}</h1>
    <p>${t("phone.join.what")}</p>
    <form class="card stack" onSubmit=${join} novalidate>
      <label class="field">
        <span>${t("phone.join.code")}</span>
        <input class="input code" name="code" value=${code} autocomplete="off" autocapitalize="characters"
          autocorrect="off" spellcheck=${false} enterkeyhint="go" maxlength="8"
          aria-invalid=${why ? "true" : null} aria-describedby=${why ? "join-why" : null}
          onInput=${(event) => setCode((event.target.value = tidy(event.target.value)))} />
      </label>
      <div role="alert">${why && html`<p id="join-why" class="note">${why}</p>`}</div>
      <button class="button main wide big" type="submit" aria-disabled=${busy ? "true" : null}>
        ${busy ? t("phone.join.busy") : t("phone.join.button")}
      </button>
    </form>
    <section class="card" aria-labelledby="consent">
      <h2 id="consent">${t("phone.consent.title")}</h2>
      <p>${t("phone.consent.public")}</p>
      <p>${t("phone.consent.http")}</p>
      <p>${t("phone.consent.kept")}</p>
    </section>
  </main>`;
}

/** What an answer of the server means here. */
function said({ code, why, next }) {
  const key = `phone.join.error.${code}`;
  return has(key) ? t(key) : t("phone.error", { why, next });
}
