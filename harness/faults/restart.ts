import { isServer } from "../contract/capabilities.ts";
import { spokenName } from "../contract/capability.ts";
import { verb } from "../contract/verb.ts";
import { endInOrder } from "./end_in_order.ts";

/** A server ends gracefully, as in an upgrade, and starts again. */
export const restart = verb("restart", isServer, (thing, open) => ({
  name: `restart-${thing.name}`,
  aliases: [],
  makes: "away",
  summary: `stop ${spokenName(thing)} gracefully, start it again`,
  lastsMs: 500,
  leastMs: 300,
  ...endInOrder(thing, open),
}));
