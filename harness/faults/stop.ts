import { consumes, isRole } from "../contract/capabilities.ts";
import { offered } from "../contract/capability.ts";
import { verb } from "../contract/verb.ts";
import { endInOrder } from "./end_in_order.ts";
import { onAliases } from "./names.ts";

/**
 * Ends a role by SIGTERM, as every deployment does. A consumer stays away for some seconds: messages
 * that are sent meanwhile wait for it, or it misses them.
 */
export const stop = verb("stop", isRole, (thing, open) => {
  const isConsumer = offered(thing, consumes) !== null;
  return {
    name: `stop-${thing.name}`,
    aliases: [
      ...onAliases(thing, (name) => `stop-${name}`),
      ...(isConsumer ? [{ name: "offline-subscriber" }] : []),
    ],
    makes: "away",
    summary: `end the ${thing.name} gracefully (SIGTERM), start it again` +
      (isConsumer ? " after some seconds" : ""),
    ...(isConsumer ? { lastsMs: 2_000, leastMs: 1_000 } : { lastsMs: 500, leastMs: 300 }),
    ...endInOrder(thing, open),
  };
});
