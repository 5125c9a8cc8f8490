import { hasProcesses, isCalledOverHttp } from "../contract/capabilities.ts";
import { offered, spokenName } from "../contract/capability.ts";
import { verb } from "../contract/verb.ts";
import { onAliases, onNames } from "./names.ts";
import { stillness } from "./still.ts";
import { pick } from "./victims.ts";

/** Callers of a role wait 500 ms for an answer and try twice; these faults last longer. */
const whileCalled = { lastsMs: 2_500, leastMs: 1_200 };

/** SIGKILL, and later a start on the same data. */
export const kill = verb("kill", hasProcesses, (thing, open) => {
  const victims = open;
  const isCalled = offered(thing, isCalledOverHttp) !== null;
  return {
    name: `kill-${thing.name}`,
    aliases: [
      ...onAliases(thing, (name) => `kill-${name}`),
      ...(thing.scope === "server" ? [] : onNames(thing, (name) => `${name}-down`, whileCalled)),
    ],
    makes: "away",
    summary: `kill -9 ${spokenName(thing)}, start it again`,
    targets: [thing.name],
    ...(isCalled ? whileCalled : { lastsMs: 1_000, leastMs: 300 }),
    victims: (context, aim) => victims(context).victims(aim),
    async begin(context, aim, victim = pick(victims(context).victims(aim), context)) {
      await context.beforeKill?.(victim);
      const touched = await victim.kill();
      const still = stillness(context, victim);
      return {
        end: async () => {
          const stood = await still();
          await victim.start();
          return { touched, ...stood };
        },
      };
    },
  };
});
