// The words of the pages: message files at /words/{language}.json, flat, one line a message.
//
//   await load(language());  t("phone.join.button");  t("phone.chat.count", { count: 3 })
//
// A message may have forms by number: "phone.chat.count.one", "phone.chat.count.other"; {count} chooses.

export const LANGUAGES = ["en", "de"];
const CHOICE = "doormat.language";

let messages = {};
let current = "en";
let plural = new Intl.PluralRules("en");

/** Loads a language and tells the document. */
export async function load(language) {
  const known = LANGUAGES.includes(language) ? language : "en";
  const answer = await fetch(`/words/${known}.json`);
  if (!answer.ok) throw new Error(`/words/${known}.json: ${answer.status}`);
  messages = await answer.json();
  current = known;
  plural = new Intl.PluralRules(known);
  document.documentElement.lang = known;
}

/** The language of what is shown. */
export function language() {
  return current;
}

/** The language that was chosen on this device, or null. */
export function chosen() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

/** Remembers a choice of language. */
export function choose(language) {
  try {
    localStorage.setItem(CHOICE, language);
  } catch {
    // A browser that stores nothing asks again after a reload.
  }
}

/** Whether there is such a message. */
export function has(key) {
  return Object.hasOwn(messages, key);
}

/**
 * The message of a key, its {names} filled in. A key without a message is an error of ours: tests set
 * `globalThis.doormatStrict` and get an exception; a reader gets the key and the console the error.
 */
export function t(key, params = {}) {
  let found = messages[key];
  if (found === undefined && "count" in params) found = messages[`${key}.${plural.select(params.count)}`];
  if (found === undefined) {
    const error = new Error(`no message "${key}" in ${current}`);
    if (globalThis.doormatStrict) throw error;
    console.error(error.message);
    return key;
  }
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/** The time of day of seconds since 1970. */
export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(current, { hour: "2-digit", minute: "2-digit" });
}
