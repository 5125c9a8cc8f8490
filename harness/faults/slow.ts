import { isCalledOverHttp } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

const trouble = { kind: "slow", medianMs: 200, sigma: 0.5 } as const;

/** Answers late, as an overloaded service does. */
export const slow = verb("slow", isCalledOverHttp, ({ name }, open) => ({
  name: `${name}-slow`,
  aliases: [],
  summary: `${name} answers late: log-normal, median 200 ms, p99 640 ms`,
  targets: [name],
  lastsMs: 2_000,
  leastMs: 600,
  async begin(stage) {
    const laid = await open(stage).disturb(trouble);
    return { end: async () => ({ touched: (await laid.end()).touched }) };
  },
}));
