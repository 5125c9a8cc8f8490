import { receiverAway } from "../contract/hazards.ts";
import { hasBindings } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** A deployment that forgot a binding: the broker accepts each message, but does not route it to that queue. */
export const unbind = verb("unbind", hasBindings, (_thing, open) => ({
  name: "unbind-queue",
  aliases: [],
  makes: [receiverAway],
  summary: "remove a queue's binding: messages sent meanwhile do not get into the queue",
  target: "queue",
  targets: ["queue"],
  lastsMs: 1_000,
  leastMs: 500,
  scope: "namespace",
  async begin(context) {
    const queue = open(context);
    await queue.unbind();
    return {
      end: async () => {
        await queue.bind();
        return { touched: 1 };
      },
    };
  },
}));
