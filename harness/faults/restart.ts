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

/** The same for as long as a laptop is closed: what is sent meanwhile waits, or is missed. */
export const offlineSubscriber: Fault = {
  ...stop("consumer"),
  name: "offline-subscriber",
  summary: "end a consumer in order (SIGTERM); it is away for some seconds and comes back",
  targets: ["consumer", "ROLE"],
  lastsMs: 2_000,
  begin(stage, aim) {
    // Whoever subscribes may be meant, not only who plays the part of the consumer.
    const consumers = stage.processes("consumer").map(({ id }) => id);
    const target = aim === undefined || consumers.includes(aim) ? "consumer" : aim.split("#")[0];
    return stop(target).begin(stage, aim);
  },
};
