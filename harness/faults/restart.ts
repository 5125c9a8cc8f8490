import type { Fault, Stage } from "../lab.ts";
import { stillness } from "./still.ts";
import { lacks, pick, victims } from "./victims.ts";

/** Ended in order, as an upgrade does, and started again. */
export const restart = (target: string, scope: Fault["scope"] = "namespace"): Fault => ({
  name: `restart-${target}`,
  summary: `stop the ${target} in order, start it again`,
  target,
  targets: [target],
  lastsMs: 500,
  leastMs: 300,
  scope,
  endsInOrder: true,
  unfit: lacks(target),
  victims: (stage, aim) => victims(stage, target, aim),
  async begin(stage, aim, victim = pick(victims(stage, target, aim), stage)) {
    const touched = await victim.stop();
    const still = stillness(stage, victim);
    return {
      end: async () => {
        const stood = await still();
        await victim.start();
        const killed = "hadToBeKilled" in victim && victim.hadToBeKilled;
        const became = killed ? { became: `kill-${target}` } : {};
        return { touched, ...stood, ...became };
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
  leastMs: 1_000,
  victims: (stage, aim) => victims(stage, subscriberOf(stage, aim), aim),
  begin: (stage, aim, victim) => stop(subscriberOf(stage, aim)).begin(stage, aim, victim),
};

/** Whoever subscribes may be meant, not only who plays the part of the consumer. */
function subscriberOf(stage: Stage, aim?: string): string {
  const consumers = stage.processes("consumer").map(({ id }) => id);
  return aim === undefined || consumers.includes(aim) ? "consumer" : aim.split("#")[0];
}
