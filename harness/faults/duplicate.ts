import type { Fault, Stage } from "../lab.ts";
import type { BrokerCorner, BrokerMessage } from "../services/broker.ts";
import { lacks, linksFor, splitLink } from "./victims.ts";

const copies = 20;
/** What a consumer does for a message takes so long that its copy arrives meanwhile. */
const slow = { kind: "delay", delayMs: 15, jitterMs: 5 } as const;

/** The broker gets messages a second time, at once and late, as retries of a producer leave them. */
export const duplicateMessage: Fault = {
  name: "duplicate-message",
  summary:
    `give the broker copies of ${copies} messages while they are handled (each takes some 100 ms), ` +
    "and of others when the fault ends",
  target: "message",
  targets: ["message"],
  lastsMs: 1_000,
  unfit: lacks("broker"),
  async begin(stage) {
    const broker = stage.corners.broker as BrokerCorner;
    const delay = await stage.links.disturb(handlingLinks(stage), slow);
    const copier = copyFresh(broker);
    const following = await broker.follow(copier.take).catch(async (error) => {
      await stage.links.heal(delay);
      throw error;
    });
    const stop = async () => {
      await following[Symbol.asyncDispose]();
      await stage.links.heal(delay);
      return await copier.end();
    };
    let fresh: Promise<number> | null = null;
    return {
      end: async () => {
        fresh ??= stop();
        return { touched: await fresh + await copySome(stage, broker) };
      },
    };
  },
};

/** Of the consumers, to all but the broker. */
function handlingLinks(stage: Stage): string[] {
  const consumers = stage.processes("consumer").map(({ id }) => id);
  return linksFor(stage).filter((link) => {
    const [process, server] = splitLink(link);
    return consumers.includes(process) && stage.headOf(server) !== "broker";
  });
}

/** Copies the first messages that it is given, each as soon as it came; a copy is not copied again. */
function copyFresh(broker: BrokerCorner) {
  const seen = new Set<string>();
  let work = Promise.resolve();
  let count = 0;
  return {
    take(message: BrokerMessage): void {
      const which = `${message.key} ${message.value}`;
      if (seen.has(which) || seen.size >= copies) return;
      seen.add(which);
      // A broker that is away takes no copy now.
      work = work.then(() => broker.produce([message])).then(() => void count++, () => {});
    },
    /** Resolves with the number of copies. */
    async end(): Promise<number> {
      await work;
      return count;
    },
  };
}

async function copySome(stage: Stage, broker: BrokerCorner): Promise<number> {
  const messages: BrokerMessage[] = [];
  for await (const message of broker.messages()) messages.push(message);
  const chosen = Array.from(
    { length: Math.min(copies, messages.length) },
    () => messages[Math.floor(stage.random() * messages.length)],
  );
  if (chosen.length > 0) await broker.produce(chosen);
  return chosen.length;
}
