// Holds what the attacker read against what was said: a reading counts only if somebody said it.

/**
 * @param read     [{from, text}] of the outcome
 * @param messages of the conversation: mine and the partner's
 * @param address  this phone's
 * @returns {{right: number, wrong: number, unknown: number}} unknown: said by the partner in a message that this phone
 *          could not read itself
 */
export function compare(read, messages, address) {
  const said = new Map();
  let unread = 0;
  for (const { mine, from, text, state } of messages) {
    if (state === "queued" || state === "refused" || state === "stranger") continue;
    if (state === "failed") {
      unread += 1;
      continue;
    }
    const key = `${mine ? address : from}\n${text}`;
    said.set(key, (said.get(key) ?? 0) + 1);
  }
  const found = { right: 0, wrong: 0, unknown: 0 };
  for (const { from, text } of read) {
    const key = `${from}\n${text}`;
    const left = said.get(key) ?? 0;
    if (left > 0) {
      said.set(key, left - 1);
      found.right += 1;
    } else if (from !== address && unread > 0) {
      unread -= 1;
      found.unknown += 1;
    } else {
      found.wrong += 1;
    }
  }
  return found;
}
