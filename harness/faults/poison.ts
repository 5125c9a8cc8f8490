import type { Fault, Lab } from "../lab.ts";

/** A login whose message is larger than the broker takes. It may be set aside; no other may. */
export const poisonMessage: Fault = {
  name: "poison-message",
  summary: "one login carries a message that the broker refuses for its size",
  target: "message",
  targets: ["message"],
  lastsMs: 1_000,
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

/** Logins for a campaign that nobody told the consumer of. It may set them aside; it can handle them after the cure. */
export const poisonConsumer: Fault = {
  name: "poison-consumer",
  summary: "three logins carry a campaign that the consumer does not know until the fault ends",
  target: "message",
  targets: ["message"],
  lastsMs: 1_500,
  unfit: ({ cure }: Lab) => cure === undefined ? "its messages have no campaign" : null,
  async begin(stage) {
    const poison = await stage.poison(3, "unknown-campaign");
    return {
      end: async () => {
        const ops = await poison.end();
        await stage.cure();
        return { touched: ops.length, ops };
      },
    };
  },
};
