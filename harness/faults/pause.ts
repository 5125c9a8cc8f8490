import type { Fault } from "../lab.ts";
import { stillness } from "./still.ts";
import { lacks, pick, victims } from "./victims.ts";

/** Stops without a sound: connections stay open and nobody answers. */
export const pause = (target: string, scope: Fault["scope"] = "namespace"): Fault => ({
  name: `pause-${target}`,
  summary: `freeze the ${target} (SIGSTOP): connections stay open, nobody answers`,
  target,
  targets: [target],
  lastsMs: 3_000,
  // Its clients wait for an answer for 2 s, and what a role has leased is free after 1 to 2 s.
  leastMs: 2_200,
  scope,
  unfit: lacks(target),
  victims: (stage, aim) => victims(stage, target, aim),
  async begin(stage, aim, victim = pick(victims(stage, target, aim), stage)) {
    const touched = await victim.pause();
    const still = stillness(stage, victim);
    return {
      end: async () => {
        const stood = await still();
        await victim.resume();
        return { touched, ...stood };
      },
    };
  },
});

/** The same, as its callers say it. What they sent meanwhile is done when it goes on. */
export const hang = (target: string): Fault => ({
  ...pause(target),
  name: `${target}-hang`,
  summary: `freeze ${target} (SIGSTOP): requests are taken and not answered, and done later`,
  lastsMs: 2_500,
  // A call has 500 ms, twice.
  leastMs: 1_200,
});
