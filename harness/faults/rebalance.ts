import { hasSpare } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";
import type { Ended, RoleProcess } from "../contract/lab.ts";

/** A rolling deployment: the partitions or queues of the consumers are assigned anew several times. */
export const rebalance = verb("rebalance", hasSpare, ({ name }, open) => ({
  name: "rebalance",
  aliases: [],
  summary:
    "a second consumer joins, the first one is stopped (SIGTERM) and started, the second leaves",
  targets: [name],
  lastsMs: 1_500,
  leastMs: 800,
  async begin(context) {
    const consumers = open(context).processes();
    const spare = consumers.find(({ standby, isUp }) => standby === "spare" && !isUp);
    await spare?.start();
    return { end: () => spare === undefined ? nothing : leaveAgain(name, consumers, spare) };
  },
}));

const nothing = Promise.resolve({ touched: 0 });

/** A broker that lets only one consumer work keeps the second one in standby until the first stops. */
async function leaveAgain(
  name: string,
  consumers: readonly RoleProcess[],
  spare: RoleProcess,
): Promise<Ended> {
  const first = consumers.find(({ role, standby, isUp }) =>
    role === spare.role && standby === null && isUp
  );
  await first?.stop();
  const killed = first?.hadToBeKilled ?? false;
  await first?.start();
  await spare.stop();
  const became = killed || spare.hadToBeKilled ? { became: `kill-${name}` } : {};
  return { touched: first === undefined ? 1 : 2, ...became };
}
