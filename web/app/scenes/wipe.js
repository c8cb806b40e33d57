// The break: two seconds in which nothing moves, then a wipe from left to right. Never a flash. Who wishes for less motion
// gets the result in one step.

import { useEffect, useRef, useState } from "../html.js";

export const STILLNESS = 2_000;
export const WIPE = 6_000;

/** Whether the last attempt was made with the shares that are stolen by now. */
export function attempted(board) {
  const last = board.attempts.at(-1);
  if (!last) return false;
  const stolen = board.stolen ?? [];
  return last.which.length === stolen.length && stolen.every((seat) => last.which.includes(seat));
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @returns {{phase: "still"|"wipe"|"done", progress: number}} of the board that is shown. Outside the break, and when the
 *   page is opened in the middle of it, everything is told at once.
 */
export function useWipe(board) {
  const [at, setAt] = useState({ phase: "done", progress: 1 });
  const before = useRef(null);
  const ready = useRef(false);
  ready.current = board?.scene === "break" && attempted(board);
  const broken = useRef(false);
  broken.current = board?.result?.escrow != null;
  const scene = board?.scene;

  useEffect(() => {
    const from = before.current;
    before.current = scene ?? null;
    if (scene !== "break" || from === null || from === "break") {
      setAt({ phase: "done", progress: 1 });
      return undefined;
    }
    let frame = 0;
    let wiping = null;
    const entered = performance.now();
    setAt({ phase: "still", progress: 0 });
    const step = (now) => {
      if (wiping === null && now - entered >= STILLNESS && ready.current) {
        wiping = now;
        if (calm() || !broken.current) {
          setAt({ phase: "done", progress: 1 });
          return;
        }
      }
      if (wiping !== null) {
        const progress = Math.min(1, (now - wiping) / WIPE);
        setAt({ phase: progress < 1 ? "wipe" : "done", progress });
        if (progress === 1) return;
      }
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [scene]);

  // The scene changes before the effect runs: without this, one picture of the result would be seen too early.
  const entering = scene === "break" && before.current !== null && before.current !== "break";
  return entering ? { phase: "still", progress: 0 } : at;
}
