// The conversation: what was said, and what can be said.

import { html, useEffect, useState } from "../html.js";
import { Icon } from "../icons.js";
import { safe } from "../text.js";
import { clock, has, t } from "../words.js";

const MOST = 200;
// Whoever reads this far above the end, in CSS pixels, is not pulled down by a new message.
const NEAR = 400;

export function Talk({ all, own, chat, act, busy, onSend, onCompare }) {
  const { messages, stage, verified, mustCompare } = chat;
  const blocked = stage === "changed" || mustCompare;
  return html`
    <div class="partner">
      <h1 tabindex="-1">${t("phone.chat.title", { name: safe(own.partner.nickname) })}</h1>
      <button class="button" onClick=${onCompare}>
        <${Icon} name=${verified === "equal" ? "check" : "key"} />${t(`phone.chat.code.${verified ?? "open"}`)}
      </button>
    </div>
    <p class="quiet small">${t("phone.chat.first", { name: safe(own.nickname) })}</p>
    <${Said} messages=${messages} own=${own} />
    ${stage === "preparing" && html`<p class="note" role="status">${t(`phone.chat.preparing.${chat.problem === "no_bundle" ? "partner" : "keys"}`)}</p>`}
    ${mustCompare && html`<section class="card alarm"><p class="plain">${t("phone.changed.compare")}</p>
      <button class="button main wide" onClick=${onCompare}>${t("phone.chat.code.open")}</button></section>`}
    ${verified === "different" && html`<section class="card alarm"><p class="plain">${t("phone.compare.stop")}</p></section>`}
    <${Deck} deck=${all.deck ?? []} disabled=${blocked} onSend=${onSend} />
    ${all.free_text && html`<${Own} own=${own} act=${act} busy=${busy} disabled=${blocked} />`}
  `;
}

function Said({ messages, own }) {
  useEffect(() => {
    const page = document.scrollingElement;
    const below = page.scrollHeight - page.clientHeight - page.scrollTop;
    if (below < NEAR) page.scrollTop = page.scrollHeight;
  }, [messages.length]);
  return html`<div role="log" class="log" aria-label=${t("phone.chat.log")}>
    ${messages.length === 0
      ? html`<p class="quiet">${t("phone.chat.empty")}</p>`
      : html`<ol class="talk">
          ${grouped(messages).map((one) => html`<${Line} key=${one.id} message=${one} own=${own} />`)}
        </ol>`}
  </div>`;
}

/** Messages in a row that could not be read are one line with their number. */
function grouped(messages) {
  const lines = [];
  for (const message of messages) {
    const last = lines.at(-1);
    if (message.text == null && last?.state === message.state) last.count += 1;
    else lines.push({ ...message, count: 1 });
  }
  return lines;
}

function Line({ message, own }) {
  const { mine, text, sent, state, code, count } = message;
  const failed = state === "failed" || state === "refused" || state === "stranger";
  const who = mine ? t("phone.chat.you") : safe(own.partner.nickname);
  const known = has(`phone.chat.refused.${code}`) ? code : "other";
  return html`<li class=${`said${mine ? " mine" : ""}${failed ? " failed" : ""}`}>
    ${text == null
      ? html`<p><${Icon} name="warning" /> ${t(`phone.chat.${state}`, { count })}</p>`
      : html`<p dir="auto">${safe(text)}</p>`}
    <div class="meta">
      ${state !== "stranger" && html`<span>${who}, </span>`}<time>${clock(sent)}</time>
      ${mine && html`<span>, ${state === "refused" ? t(`phone.chat.refused.${known}`) : t(`phone.chat.state.${state}`)}</span>`}
    </div>
  </li>`;
}

function Deck({ deck, disabled, onSend }) {
  return html`<section aria-labelledby="deck">
    <h2 id="deck">${t("phone.deck.title")}</h2>
    <ul class="deck">
      ${deck.map(
        ({ id, text }) => html`<li key=${id}>
          <button class="button" disabled=${disabled} onClick=${() => onSend(text)}>${safe(text)}</button>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** A text of one's own: it goes to the instructor first. */
function Own({ own, act, busy, disabled }) {
  const [text, setText] = useState("");
  const propose = async (event) => {
    event.preventDefault();
    if (text.trim() !== "" && (await act("/api/propose", { text: text.trim() }))) setText("");
  };
  const waiting = (own.proposals ?? []).filter((one) => one.state !== "allowed");
  return html`<form class="card" onSubmit=${propose}>
    <label class="field"><span>${t("phone.own.label")}</span>
      <textarea class="input" name="own" rows="2" maxlength=${MOST} value=${text} aria-describedby="own-what"
        onInput=${(event) => setText(event.target.value)}></textarea>
    </label>
    <p id="own-what" class="quiet small">${t("phone.own.what")}</p>
    <button class="button wide" disabled=${disabled || busy || text.trim() === ""}>${t("phone.own.button")}</button>
    ${waiting.length > 0 &&
    html`<ul class="quiet">
      ${waiting.map((one) => html`<li>${safe(one.text)} (${t(`phone.own.${one.state}`)})</li>`)}
    </ul>`}
  </form>`;
}
