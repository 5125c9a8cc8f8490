import type { Corner, Fault, Lab } from "../lab.ts";

/** Who has queues that are bound to where messages are sent to: RabbitMQ. */
interface Bound extends Corner {
  /** Takes a queue's binding away: what is sent is not routed to it. */
  unbind(): Promise<void>;
  bind(): Promise<void>;
}

/** A deployment that forgot a binding: the broker takes each message, and does not give it to that queue. */
export const unbindQueue: Fault = {
  name: "unbind-queue",
  summary: "take a queue's binding away: what is sent meanwhile does not get there",
  target: "queue",
  targets: ["queue"],
  lastsMs: 1_000,
  leastMs: 500,
  scope: "namespace",
  unfit: ({ services: { broker } }: Lab) =>
    broker?.name === "rabbitmq" ? null : "its broker has no bindings",
  async begin(stage) {
    const broker = stage.corners.broker as Bound;
    await broker.unbind();
    return {
      end: async () => {
        await broker.bind();
        return { touched: 1 };
      },
    };
  },
};
