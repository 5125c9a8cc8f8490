import { takeover } from "../contract/hazards.ts";
import { hasExtraProcess } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";
import type { Ended, RoleProcess } from "../contract/lab.ts";

/** A rolling deployment: the partitions or queues of the consumers are assigned anew several times. */
export const rebalance = verb("rebalance", hasExtraProcess, ({ name }, open) => ({
  name: "rebalance",
  aliases: [],
  makes: [takeover],
  summary:
    "a second consumer joins, the first one is stopped (SIGTERM) and started, the second leaves",
  targets: [name],
  lastsMs: 1_500,
  leastMs: 800,
  async begin(context) {
    const consumers = open(context).processes();
    const extra = consumers.find(({ startPolicy, isUp }) =>
      startPolicy === "during-fault" && !isUp
    );
    await extra?.start();
    return { end: () => extra === undefined ? nothing : leaveAgain(name, consumers, extra) };
  },
}));

const nothing = Promise.resolve({ touched: 0 });

/** The first consumer stops too: some brokers give the second consumer no messages before that. */
async function leaveAgain(
  name: string,
  consumers: readonly RoleProcess[],
  extra: RoleProcess,
): Promise<Ended> {
  const first = consumers.find(({ role, startPolicy, isUp }) =>
    role === extra.role && startPolicy === "with-run" && isUp
  );
  await first?.stop();
  const killed = first?.hadToBeKilled ?? false;
  await first?.start();
  await extra.stop();
  const became = killed || extra.hadToBeKilled ? { became: `kill-${name}` } : {};
  return { touched: first === undefined ? 1 : 2, ...became };
}
