import type { Fault } from "../lab.ts";
import { stillness } from "./still.ts";
import { lacks, pick, victims } from "./victims.ts";

/** SIGKILL, and a start on the same data after a while. */
export const kill = (target: string, scope: Fault["scope"] = "namespace"): Fault => ({
  name: `kill-${target}`,
  summary: `kill -9 the ${target}, start it again`,
  target,
  targets: [target],
  lastsMs: 1_000,
  // It is away as long as its start takes, too.
  leastMs: 300,
  scope,
  unfit: lacks(target),
  victims: (stage, aim) => victims(stage, target, aim),
  async begin(stage, aim, victim = pick(victims(stage, target, aim), stage)) {
    const touched = await victim.kill();
    const still = stillness(stage, victim);
    return {
      end: async () => {
        const stood = await still();
        await victim.start();
        return { touched, ...stood };
      },
    };
  },
});

/** Away for longer than a restart takes: whoever calls it finds nobody. */
export const down = (target: string): Fault => ({
  ...kill(target),
  name: `${target}-down`,
  summary: `kill -9 ${target}; it stays away for some seconds`,
  lastsMs: 2_500,
  leastMs: 1_200,
});
