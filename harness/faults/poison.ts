import type { Fault } from "../lab.ts";

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
