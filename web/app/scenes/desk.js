// The instructor's side of the connection: the token, the stage's board, and what may be done. Projector and console
// both stand on it.

import { post, Refused } from "../api.js";
import { Room, socketUrl } from "../socket.js";

const KEPT = "doormat.console.token";

/**
 * The token of the printed address. It leaves the address bar at once: a projector shows that bar to everybody.
 * @returns {string|null}
 */
export function takeToken() {
  const given = location.hash.slice(1);
  try {
    if (given) sessionStorage.setItem(KEPT, given);
    if (given) history.replaceState(null, "", location.pathname);
    return given || sessionStorage.getItem(KEPT);
  } catch {
    // A browser that stores nothing keeps it in the address.
    return given || null;
  }
}

export class Desk {
  /** onBoard(board), onState(state as of socket.js), onProblem({code, why, next} or null) */
  constructor({ token, onBoard, onState, onProblem }) {
    this.token = token;
    this.onProblem = onProblem;
    this.room = new Room({
      url: socketUrl("/api/console/socket"),
      token,
      onBoard: (name, board) => {
        if (name === "stage") onBoard(board);
      },
      onState,
    });
  }

  /** Does something: {act: "next"}. @returns whether it was done; if not, the problem was told */
  async act(action) {
    try {
      await post("/api/console/act", action, this.token);
      this.onProblem(null);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, why, next } = error;
      this.onProblem({ code, why, next, act: action.act });
      return false;
    }
  }
}
