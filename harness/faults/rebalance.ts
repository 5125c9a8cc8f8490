import type { Ended, Fault, Lab, RoleProcess } from "../lab.ts";
import { anyProcessesOf, plays } from "../processes.ts";

/** A rolling deployment: what each consumer reads is dealt out anew, some times. */
export const rebalance: Fault = {
  name: "rebalance",
  summary:
    "a second consumer joins, the first one is stopped (SIGTERM) and started, the second leaves",
  target: "consumer",
  targets: ["consumer"],
  lastsMs: 1_500,
  leastMs: 800,
  scope: "namespace",
  unfit: (lab: Lab, variant?: string) =>
    anyProcessesOf(lab, variant).some((one) =>
        one.standby === "spare" && plays(lab, one, "consumer")
      )
      ? null
      : "it has no spare consumer",
  async begin(stage) {
    const consumers = stage.processes("consumer");
    const spare = consumers.find(({ standby, isUp }) => standby === "spare" && !isUp);
    await spare?.start();
    return { end: () => spare === undefined ? nothing : leaveAgain(consumers, spare) };
  },
};

const nothing = Promise.resolve({ touched: 0 });

/** A broker that lets one work at a time has it stand by until the first one stops. */
async function leaveAgain(consumers: readonly RoleProcess[], spare: RoleProcess): Promise<Ended> {
  const first = consumers.find(({ role, standby, isUp }) =>
    role === spare.role && standby === null && isUp
  );
  await first?.stop();
  const killed = first?.hadToBeKilled ?? false;
  await first?.start();
  await spare.stop();
  const became = killed || spare.hadToBeKilled ? { became: "kill-consumer" } : {};
  return { touched: first === undefined ? 1 : 2, ...became };
}
