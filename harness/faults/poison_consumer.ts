import { poisonMessage } from "../contract/hazards.ts";
import { refusesMessages } from "../contract/capabilities.ts";
import type { Consumers } from "../contract/style.ts";
import { verb } from "../contract/verb.ts";
import { sleep } from "../timer.ts";

/** How long the repair waits until consumers have refused the messages: an earlier repair proves nothing. */
const patienceMs = 10_000;
const askMs = 50;

/** Messages that the consumer cannot handle before the repair. It may set them aside. */
export const poisonConsumer = verb("poison-consumer", refusesMessages, ({ name }, open) => ({
  name: "poison-consumer",
  aliases: [],
  makes: [poisonMessage],
  summary: "three logins carry a campaign that the consumer does not know until the fault ends",
  targets: [name],
  lastsMs: 1_500,
  leastMs: 1_000,
  async begin(context) {
    const consumer = open(context);
    const poison = consumer.unknown(context.random);
    const trouble = await consumer.poison(3, poison);
    return {
      end: async () => {
        const ops = await trouble.end();
        const touched = await whenRefused(consumer, ops);
        await consumer.repair(poison);
        return { touched, ops };
      },
    };
  },
}));

/** Resolves with the number of refused messages: when no more will follow, or when the time is over. */
async function whenRefused(consumer: Consumers, ops: readonly number[]): Promise<number> {
  let refused = { count: 0, isAll: false };
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline;) {
    // A server that is away will be back soon.
    refused = await consumer.refused(ops).catch(() => refused);
    if (refused.isAll) break;
    await sleep(askMs);
  }
  return refused.count;
}
