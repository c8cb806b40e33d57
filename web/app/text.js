// Text that others wrote, made fit for the screen. It is only ever put into text nodes.

// C0 and C1 controls without tab and line feed; what turns the direction of text around; invisible fillers and tags.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
// More marks on one letter than any language needs climb over other lines.
const PILED = /(\p{M}{4})\p{M}+/gu;

/** Shows what would be invisible as U+FFFD, so that a text looks like what it is. */
export function safe(text) {
  return String(text).replace(HIDDEN, "\ufffd").replace(PILED, "$1");
}
