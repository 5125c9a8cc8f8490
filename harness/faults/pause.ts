import type { Fault } from "../lab.ts";
import { pick, victims } from "./victims.ts";

/** Stops without a sound: connections stay open and nobody answers. */
export const pause = (target: string): Fault => ({
  name: `pause-${target}`,
  summary: `freeze the ${target} (SIGSTOP): connections stay open, nobody answers`,
  target,
  targets: [target],
  lastsMs: 3_000,
  async begin(stage, aim) {
    const victim = pick(victims(stage, target, aim), stage);
    const touched = await victim.pause();
    return {
      end: async () => {
        await victim.resume();
        return { touched };
      },
    };
  },
});
