import type { Fault } from "../lab.ts";
import { lacks, pick, victims } from "./victims.ts";

/** Ended in order, as an upgrade does, and started again. */
export const restart = (target: string): Fault => ({
  name: `restart-${target}`,
  summary: `stop the ${target} in order, start it again`,
  target,
  targets: [target],
  lastsMs: 500,
  unfit: lacks(target),
  async begin(stage, aim) {
    const victim = pick(victims(stage, target, aim), stage);
    const touched = await victim.stop();
    return {
      end: async () => {
        await victim.start();
        const killed = "hadToBeKilled" in victim && victim.hadToBeKilled;
        return { touched, ...(killed && { became: `kill-${target}` }) };
      },
    };
  },
});

/** The same for a role: SIGTERM, as every deployment sends it. */
export const stop = (target: string): Fault => ({
  ...restart(target),
  name: `stop-${target}`,
  summary: `end the ${target} in order (SIGTERM), start it again`,
});
