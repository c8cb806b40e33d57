// What stands around every view: the head with the state of the connection, banners, and the tabs.

import { html } from "../html.js";
import { Icon } from "../icons.js";
import { LANGUAGES, language, t } from "../words.js";

export function Head({ title, connection, onLanguage }) {
  const icon = connection === "open" ? "online" : "offline";
  return html`<header class="top">
    <span class="name">${title}</span>
    ${connection &&
    html`<span class="state"><${Icon} name=${icon} />${t(`phone.connection.${connection}`)}</span>`}
    <${Languages} onLanguage=${onLanguage} />
  </header>`;
}

function Languages({ onLanguage }) {
  const other = LANGUAGES.filter((one) => one !== language());
  return other.map(
    (one) => html`<button class="button small" lang=${one} onClick=${() => onLanguage(one)}>${t(`language.${one}`)}</button>`,
  );
}

/** A line across the page: something that concerns everything on it. */
export function Banner({ icon = "warning", alarm = false, text, children }) {
  return html`<div class=${alarm ? "banner alarm" : "banner"}>
    <${Icon} name=${icon} /><span>${text}</span>${children}
  </div>`;
}

/** The tabs; `fresh` names those that have something new. */
export function Tabs({ tab, fresh, onTab }) {
  return html`<nav class="tabs" aria-label=${t("phone.tabs")}>
    ${["now", "chat", "mine"].map(
      (name) => html`<button aria-current=${tab === name ? "page" : null} onClick=${() => onTab(name)}>
        <${Icon} name=${name} />${t(`phone.tab.${name}`)}
        ${fresh.includes(name) && tab !== name && html` <span class="new">${t("phone.tab.new")}</span>`}
      </button>`,
    )}
  </nav>`;
}

/** A page that stands alone: one heading, a sentence, and what can be done. */
export function Notice({ icon, title, text, children }) {
  return html`<main id="main" tabindex="-1">
    <div class="hero"><${Icon} name=${icon} /></div>
    <h1>${title}</h1>
    <p>${text}</p>
    ${children}
  </main>`;
}
