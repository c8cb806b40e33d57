// The scenes in order, and where a phone looks in each.

export const SCENES = [
  "join", "chat", "predict", "shares", "court", "attack", "break", "compare", "change", "limits", "takeaway",
];

const TAB = { join: "now", chat: "chat", takeaway: "mine" };

/** The tab that a scene opens. While the others act in court or attack, most people only watch. */
export function tabOf(scene) {
  return TAB[scene] ?? "now";
}

/** Whether a scene is reached. */
export function reached(now, scene) {
  return SCENES.indexOf(now) >= SCENES.indexOf(scene);
}

/** The scenes that are over. */
export function past(now) {
  return SCENES.slice(0, Math.max(0, SCENES.indexOf(now)));
}
