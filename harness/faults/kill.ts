import type { Fault } from "../lab.ts";
import { pick, victims } from "./victims.ts";

/** SIGKILL, and a start on the same data after a while. */
export const kill = (target: string): Fault => ({
  name: `kill-${target}`,
  summary: `kill -9 the ${target}, start it again`,
  target,
  targets: [target],
  lastsMs: 1_000,
  async begin(stage, aim) {
    const victim = pick(victims(stage, target, aim), stage);
    const touched = await victim.kill();
    return {
      end: async () => {
        await victim.start();
        return { touched };
      },
    };
  },
});
