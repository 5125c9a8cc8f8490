import type { Fault } from "../lab.ts";
import { pick, victims } from "./victims.ts";

/** Ended in order, as an upgrade does, and started again. */
export const restart = (target: string): Fault => ({
  name: `restart-${target}`,
  summary: `stop the ${target} in order, start it again`,
  target,
  targets: [target],
  lastsMs: 500,
  async begin(stage, aim) {
    const victim = pick(victims(stage, target, aim), stage);
    const touched = await victim.stop();
    return {
      end: async () => {
        await victim.start();
        return { touched };
      },
    };
  },
});
