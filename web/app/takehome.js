// The personal page as a text file: what happened to my chat.

import { compare } from "./outcome.js";
import { safe } from "./text.js";
import { clock, has, t } from "./words.js";

/** The lines of the file. `mine` is the server's answer, `messages` what this phone has. */
export function takeHome(mine, messages, own) {
  const partner = safe(mine.partner?.nickname ?? "");
  const lines = [safe(mine.title), "", t("phone.home.you", { name: safe(mine.nickname) })];
  if (partner) lines.push(t("phone.home.partner", { name: partner }));
  for (const role of mine.roles ?? []) lines.push(t(`phone.mine.role.${role}`));
  if (mine.compared != null) lines.push(t(mine.compared ? "phone.home.equal" : "phone.home.different"));
  lines.push("", t("phone.home.happened"), ...outcome(mine, messages, own));
  if (mine.stolen) lines.push(t("phone.trustee.stolen"));
  lines.push("", t("phone.home.said"));
  for (const { mine: me, text, sent, state } of messages) {
    const who = me ? t("phone.chat.you") : partner;
    lines.push(`${clock(sent)} ${who}: ${text == null ? `(${t(`phone.chat.${state}`, { count: 1 })})` : safe(text)}`);
  }
  if (messages.length === 0) lines.push(t("phone.home.nothing"));
  if ((mine.votes ?? []).length > 0) lines.push("", t("phone.home.votes"));
  for (const { question, choice } of mine.votes ?? []) {
    const { k, n } = mine;
    lines.push(`${t(`question.${question}`, { k, n })} ${has(`choice.${choice}`) ? t(`choice.${choice}`) : choice}`);
  }
  lines.push("", t("phone.home.numbers", { k: mine.k, n: mine.n, seed: mine.seed }), t("phone.home.doormat"), "");
  return lines.join("\r\n");
}

function outcome({ outcome: result }, messages, { address }) {
  if (!result) return [t("phone.mine.early")];
  const build = t(`phone.outcome.build.${result.build}`);
  if (!result.messages) return [t("phone.outcome.silent"), build];
  if (result.read.length === 0) {
    return [t("phone.outcome.sealed"), result.got, t("phone.outcome.none", { count: result.messages }), build];
  }
  const { right, wrong } = compare(result.read, messages, address);
  return [
    t("phone.outcome.read"),
    ...result.read.map(({ text, sent }) => `  ${clock(sent)} ${safe(text)}`),
    wrong === 0 ? t("phone.outcome.right", { count: right }) : t("phone.outcome.wrong", { right, wrong }),
    build,
  ];
}

/** Hands the file to the browser's downloads. */
export function save(mine, messages, own) {
  const blob = new Blob([takeHome(mine, messages, own)], { type: "text/plain;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `doormat-${own.address}.txt`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
