// The scenes by the ids that the board names.

import { Attack } from "./attack.js";
import { Break } from "./break.js";
import { Change } from "./change.js";
import { Chat } from "./chat.js";
import { Compare } from "./compare.js";
import { Court } from "./court.js";
import { Join } from "./join.js";
import { Limits } from "./limits.js";
import { Predict } from "./predict.js";
import { Shares } from "./shares.js";
import { Takeaway } from "./takeaway.js";

export const SCENES = {
  join: Join,
  chat: Chat,
  predict: Predict,
  shares: Shares,
  court: Court,
  attack: Attack,
  break: Break,
  compare: Compare,
  change: Change,
  limits: Limits,
  takeaway: Takeaway,
};
