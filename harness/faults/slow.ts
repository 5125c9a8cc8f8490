import { consumes, isCalledOverHttp } from "../contract/capabilities.ts";
import { offered, type Thing } from "../contract/capability.ts";
import { type Strike, type Verb, verb } from "../contract/verb.ts";
import { onAliases } from "./names.ts";
import { untilTouched } from "./until_touched.ts";

const trouble = { kind: "slow", medianMs: 200, sigma: 0.5 } as const;
const condition = { kind: "delay", delayMs: 200, jitterMs: 100 } as const;

const about = (
  thing: Thing,
): Pick<Strike, "name" | "aliases" | "makes" | "targets" | "lastsMs" | "leastMs"> => ({
  name: `${thing.name}-slow`,
  aliases: onAliases(thing, (name) => `${name}-slow`),
  makes: "late",
  targets: [thing.name],
  lastsMs: 2_000,
  leastMs: 600,
});

const ofCallee = verb("slow", isCalledOverHttp, (thing, open) => ({
  ...about(thing),
  summary: `${thing.name} answers late: log-normal, median 200 ms, p99 640 ms`,
  async begin(context) {
    const disturbance = await open(context).disturb(trouble);
    return {
      end: async () => {
        await untilTouched(context, disturbance.touched);
        return { touched: (await disturbance.end()).touched };
      },
    };
  },
}));

const ofConsumer = verb("slow", consumes, (thing, open) => ({
  ...about(thing),
  summary: `delay every chunk between the ${thing.name} and its servers by 200 ± 100 ms`,
  async begin(context) {
    const id = await context.links.disturb(open(context).links(), condition);
    return { end: async () => ({ touched: await context.links.heal(id) }) };
  },
}));

/** The role answers late, like an overloaded service. If nobody calls it, its own servers answer it late. */
export const slow: Verb = {
  ...ofCallee,
  on: (thing) => offered(thing, isCalledOverHttp) ? ofCallee.on(thing) : ofConsumer.on(thing),
};
