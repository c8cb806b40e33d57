// The clock of the plan: how long the room has been in this scene, and how it stands against the planned minutes.

import { useEffect, useState } from "../html.js";

const KEPT = "doormat.console.pace";

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(value) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(value));
  } catch {
    // Without storage the clock starts anew after a reload.
  }
}

/**
 * @param board the stage's; `since` is when the scene began, in milliseconds of the room's own clock
 * @returns {{inScene: number, planned: number, behind: number, total: number, done: number}} minutes; `behind` is negative when there
 *   is time to spare
 */
export function usePace(board) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  // This page may be opened late, and the room's clock has another zero: the first sight of a scene counts.
  const room = board.join.code;
  let seen = kept();
  if (seen.room !== room) seen = { room };
  if (seen.since !== board.since || seen.scene !== board.scene) {
    seen = { ...seen, since: board.since, scene: board.scene, at: now };
  }
  // The lesson begins when somebody comes, not when the page is opened.
  const begun = board.scene !== board.plan[0]?.scene || board.people > board.bots;
  if (begun && !seen.start) seen = { ...seen, start: now };
  useEffect(() => keep(seen));

  const minutes = (ms) => Math.max(0, ms) / 60_000;
  const index = board.plan.findIndex((part) => part.scene === board.scene);
  const before = board.plan.slice(0, Math.max(0, index)).reduce((sum, part) => sum + part.minutes, 0);
  const planned = board.plan[index]?.minutes ?? 0;
  const inScene = minutes(now - seen.at);
  const total = minutes(now - (seen.start ?? now));
  // Within the planned minutes of a scene nobody is late for having begun it.
  const behind = total - before - Math.min(inScene, planned);
  return { inScene, planned, behind, total, done: board.plan.reduce((sum, part) => sum + part.minutes, 0) };
}

/** Minutes as 3:20. */
export function watch(minutes) {
  const seconds = Math.floor(minutes * 60);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
