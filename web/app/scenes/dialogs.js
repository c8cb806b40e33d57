// The dialogs of projector and console: the browser's own, so that focus, Escape and the rest of the page behave.

import { html, useEffect, useRef } from "../html.js";
import { t } from "../words.js";

/** A modal dialog that is open as long as it is on the page. */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  return html`<dialog ref=${dialog} class="dialog" aria-labelledby="dialog-title" onClose=${onClose}>
    <h2 id="dialog-title">${title}</h2>
    ${children}
  </dialog>`;
}

/** Asks how much to forget. The first button, which has the focus, forgets nothing. */
export function ResetDialog({ act, onClose }) {
  const choose = async (keep_people) => {
    await act({ act: "reset", keep_people });
    onClose();
  };
  return html`<${Dialog} title=${t("stage.reset.title")} onClose=${onClose}>
    <p>${t("stage.reset.what")}</p>
    <p class="row">
      <button type="button" class="button main" onClick=${onClose}>${t("stage.reset.cancel")}</button>
      <button type="button" class="button grave" onClick=${() => choose(true)}>${t("stage.reset.people")}</button>
      <button type="button" class="button grave" onClick=${() => choose(false)}>${t("stage.reset.nothing")}</button>
    </p>
  <//>`;
}

const KEYS = [
  ["PageDown", "next"],
  ["PageUp", "previous"],
  ["B", "blank"],
  ["P", "freeze"],
  ["M", "unmask"],
  ["R", "reset"],
  ["?", "help"],
];

/** The keys, and how text and keys may be changed. */
export function HelpDialog({ letters, onLetters, size, onSize, onClose }) {
  return html`<${Dialog} title=${t("stage.help.title")} onClose=${onClose}>
    <dl class="keys">
      ${KEYS.map(
        ([key, id]) => html`<div key=${key}>
          <dt><kbd>${key}</kbd></dt>
          <dd>${t(`stage.help.${id}`)}</dd>
        </div>`,
      )}
    </dl>
    <p>
      <label class="check"><input type="checkbox" checked=${letters} onChange=${(event) => onLetters(event.currentTarget.checked)} /> ${t("stage.help.letters")}</label>
    </p>
    <p class="row">
      <span>${t("stage.help.size", { size: Math.round(size * 100) })}</span>
      <button type="button" class="button" onClick=${() => onSize(size - 0.25)}>${t("stage.help.smaller")}</button>
      <button type="button" class="button" onClick=${() => onSize(size + 0.25)}>${t("stage.help.larger")}</button>
    </p>
    <p class="row"><button type="button" class="button main" onClick=${onClose}>${t("stage.help.close")}</button></p>
  <//>`;
}
