import { copyInLog } from "../contract/hazards.ts";
import { verb } from "../contract/verb.ts";
import { type BrokerMessage, type BrokerNamespace, takesCopies } from "../services/broker.ts";
import type { FaultContext } from "../contract/lab.ts";
import { linksFor, splitLink } from "./victims.ts";

const copies = 40;
/** Slows down the consumer's work, so that the copy arrives while the message is being handled. */
const slow = { kind: "delay", delayMs: 40, jitterMs: 10 } as const;
/** Delays messages to the consumer so much that copies are right behind them: one fetch gets both. */
const late = { kind: "delay", delayMs: 100, jitterMs: 0 } as const;

/** Sends messages to the broker a second time, some at once and some late, as a producer's retries do. */
export const duplicate = verb("duplicate", takesCopies, (thing, open) => ({
  name: "duplicate-message",
  aliases: [],
  makes: [copyInLog],
  summary:
    `give the broker copies of ${copies} messages while they are handled (each takes some 300 ms), ` +
    "and of others when the fault ends",
  target: "message",
  targets: ["message"],
  lastsMs: 1_000,
  leastMs: 1_000,
  scope: "namespace",
  async begin(context) {
    const broker = open(context);
    const { toBroker, toOthers } = linksOfConsumers(context, thing.name);
    const delays = [
      await context.links.disturb(toOthers, slow),
      await context.links.disturb(toBroker, late),
    ];
    const heal = () => Promise.all(delays.map((id) => context.links.heal(id)));
    const copier = await copyFreshOn(broker).catch(async (error) => {
      await heal();
      throw error;
    });
    const stop = async () => {
      await heal();
      return await copier.end();
    };
    let fresh: Promise<number> | null = null;
    return {
      end: async () => {
        fresh ??= stop();
        return { touched: await fresh + await copySome(context, broker) };
      },
    };
  },
}));

function linksOfConsumers(context: FaultContext, server: string) {
  const consumers = context.consumersOf(server).map(({ id }) => id);
  const all = linksFor(context).filter((link) => consumers.includes(splitLink(link)[0]));
  const isToBroker = (link: string) => context.headOf(splitLink(link)[1]) === server;
  return {
    toBroker: all.filter(isToBroker),
    toOthers: all.filter((link) => !isToBroker(link)),
  };
}

/** Copies the first messages that the broker gets from now on, each as soon as it arrives. */
async function copyFreshOn(broker: BrokerNamespace) {
  const seen = new Set<string>();
  const fresh: BrokerMessage[] = [];
  const producer = await broker.openProducer();
  let work = Promise.resolve();
  let count = 0;
  /** Copies all new messages together: one by one, the copies would fall further and further behind. */
  const copy = async () => {
    const batch = fresh.splice(0);
    if (batch.length === 0) return;
    // A broker that is away gets no copy now.
    await producer.give(batch).then(() => count += batch.length, () => {});
  };
  const following = await broker.follow((message) => {
    // A copy is not copied again.
    const which = `${message.key} ${message.value}`;
    if (seen.has(which) || seen.size >= copies) return;
    seen.add(which);
    fresh.push(message);
    work = work.then(copy);
  }).catch(async (error) => {
    await producer[Symbol.asyncDispose]();
    throw error;
  });
  return {
    /** Ends the copying; resolves with the number of copies. */
    async end(): Promise<number> {
      await following[Symbol.asyncDispose]();
      await work;
      await producer[Symbol.asyncDispose]();
      return count;
    },
  };
}

async function copySome(context: FaultContext, broker: BrokerNamespace): Promise<number> {
  const messages: BrokerMessage[] = [];
  for await (const message of broker.look()) messages.push(message);
  const chosen = Array.from(
    { length: Math.min(copies, messages.length) },
    () => messages[Math.floor(context.random() * messages.length)],
  );
  if (chosen.length > 0) await broker.produce(chosen);
  return chosen.length;
}
