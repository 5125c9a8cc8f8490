import type { Fault, Lab, Stage } from "../lab.ts";
import { sleep } from "../timer.ts";

/** A login whose message is larger than the broker takes. It may be set aside; no other may. */
export const poisonMessage: Fault = {
  name: "poison-message",
  summary: "one login carries a message that the broker refuses for its size",
  target: "message",
  targets: ["message"],
  lastsMs: 1_000,
  leastMs: 500,
  scope: "namespace",
  async begin(stage) {
    const poison = await stage.poison(1);
    return {
      end: async () => {
        const ops = await poison.end();
        return { touched: ops.length, ops };
      },
    };
  },
};

/** So long the cure waits for consumers to meet what they cannot handle: before that it would prove nothing. */
const patienceMs = 10_000;
const askMs = 50;

/** Logins for a campaign that nobody told the consumer of. It may set them aside; it can handle them after the cure. */
export const poisonConsumer: Fault = {
  name: "poison-consumer",
  summary: "three logins carry a campaign that the consumer does not know until the fault ends",
  target: "message",
  targets: ["message"],
  lastsMs: 1_500,
  leastMs: 1_000,
  scope: "namespace",
  unfit: ({ cure }: Lab) => cure === undefined ? "its messages have no campaign" : null,
  async begin(stage) {
    // Another one each time: the cure of one is none for the next.
    const campaign = `unknown-${Math.floor(stage.random() * 1e9)}`;
    const poison = await stage.poison(3, { campaign });
    return {
      end: async () => {
        const ops = await poison.end();
        const touched = await whenRefused(stage, ops);
        await stage.cure(campaign);
        return { touched, ops };
      },
    };
  },
};

/** Resolves with how many of these consumers refused, when that is all there will be or they had time enough. */
async function whenRefused(stage: Stage, ops: readonly number[]): Promise<number> {
  let refused = { count: 0, isAll: false };
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline;) {
    // A server that is away is back soon.
    refused = await stage.refused(ops).catch(() => refused);
    if (refused.isAll) break;
    await sleep(askMs);
  }
  return refused.count;
}
