// The keys of the projector. Clickers send PageDown and PageUp; letters can be switched off (WCAG 2.1.4).

import { useEffect, useRef } from "../html.js";

const HOLD = 1_000;
const KEPT = "doormat.stage.letters";

/** Whether single letters do anything on this machine. */
export function lettersOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

/** Remembers it. */
export function switchLetters(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // A browser that stores nothing has letters on after a reload.
  }
}

const typing = (target) => target instanceof HTMLElement && target.matches("textarea, select, input:not([type=range], [type=checkbox])");

/**
 * actions: {next, previous, blank, freeze, reset, help, unmask(on)}. While `stopped` (a dialog is open) only the end of a
 * hold is heard.
 */
export function useKeys({ actions, letters, stopped }) {
  const now = useRef({});
  now.current = { actions, letters, stopped };

  useEffect(() => {
    let timer = 0;
    let unmasked = false;
    const mask = () => {
      if (unmasked) now.current.actions.unmask(false);
      unmasked = false;
    };
    const release = () => {
      clearTimeout(timer);
      mask();
    };
    const down = (event) => {
      const { actions, letters, stopped } = now.current;
      if (stopped || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
      const does = { PageDown: "next", PageUp: "previous" }[event.key];
      if (does) {
        // Also on a slider: the clicker of somebody who stands in front of the room always goes on.
        event.preventDefault();
        if (!event.repeat) actions[does]();
        return;
      }
      if (!letters || event.repeat) return;
      switch (event.key.toLowerCase()) {
        case "b":
          actions.blank();
          break;
        case "p":
          actions.freeze();
          break;
        case "?":
          actions.help();
          break;
        case "r":
          clearTimeout(timer);
          timer = setTimeout(() => now.current.actions.reset(), HOLD);
          break;
        case "m":
          unmasked = true;
          actions.unmask(true);
          break;
      }
    };
    const up = (event) => {
      const key = event.key.toLowerCase();
      if (key === "r") clearTimeout(timer);
      if (key === "m") mask();
    };
    document.addEventListener("keydown", down);
    document.addEventListener("keyup", up);
    document.addEventListener("visibilitychange", release);
    addEventListener("blur", release);
    return () => {
      release();
      document.removeEventListener("keydown", down);
      document.removeEventListener("keyup", up);
      document.removeEventListener("visibilitychange", release);
      removeEventListener("blur", release);
    };
  }, []);
}
