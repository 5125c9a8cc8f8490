import { hasProcesses, isCalledOverHttp } from "../contract/capabilities.ts";
import { offered, spokenName } from "../contract/capability.ts";
import { verb } from "../contract/verb.ts";
import { onAliases, onNames } from "./names.ts";
import { stillness } from "./still.ts";
import { pick } from "./victims.ts";

/** Callers of a role wait 500 ms for an answer and try twice; these faults last longer. */
const whileCalled = { lastsMs: 2_500, leastMs: 1_200 };

/** Freezes a process: connections stay open and nobody answers. Afterwards it handles what was sent to it. */
export const pause = verb("pause", hasProcesses, (thing, open) => {
  const victims = open;
  const isCalled = offered(thing, isCalledOverHttp) !== null;
  return {
    name: `pause-${thing.name}`,
    aliases: [
      ...onAliases(thing, (name) => `pause-${name}`),
      ...(thing.scope === "server" ? [] : onNames(thing, (name) => `${name}-hang`, whileCalled)),
    ],
    makes: "away",
    summary: `freeze ${spokenName(thing)} (SIGSTOP): connections stay open, nobody answers`,
    targets: [thing.name],
    // Clients of a server wait 2 s for an answer, and a role's leases expire after 1 to 2 s.
    ...(isCalled ? whileCalled : { lastsMs: 3_000, leastMs: 2_200 }),
    victims: (context, aim) => victims(context).victims(aim),
    async begin(context, aim, victim = pick(victims(context).victims(aim), context)) {
      const touched = await victim.pause();
      const still = stillness(context, victim);
      return {
        end: async () => {
          const stood = await still();
          await victim.resume();
          return { touched, ...stood };
        },
      };
    },
  };
});
