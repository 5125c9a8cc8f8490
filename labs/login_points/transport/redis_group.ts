/** Receives from a stream as one member of a group, one entry after the other. */
import { id, setting, sleep, stopping } from "../../../harness/roles/role.ts";
import { abandon, connect } from "./redis.ts";
import { type Connections, type Entry, type Member, memberOf } from "./redis_member.ts";
import type { Delivery, Handlers, Receiver, ReceiverOptions } from "./transport.ts";

const connectMs = 1_000;
const retryMs = 200;
const claimEveryMs = 500;
const renewEveryMs = 500;

interface Task {
  readonly handlers: Handlers;
  readonly group: string;
  readonly count: number;
  readonly ended: AbortSignal;
  /** Called after each read. */
  readonly begun: () => void;
}

export function openGroupReceiver({ group, prefetch = 1 }: ReceiverOptions): Receiver {
  const leaving = new AbortController();
  const ended = AbortSignal.any([stopping, leaving.signal]);
  let consuming = Promise.resolve();
  return {
    async run(handlers) {
      const begun = Promise.withResolvers<void>();
      let reads = false;
      const task = {
        ...{ handlers, group, count: prefetch, ended },
        begun: () => {
          reads = true;
          begun.resolve();
        },
      };
      consuming = consume(task).then(begun.resolve, (error) => {
        if (!reads) return begun.reject(error);
        // The stream was deleted: a new connection cannot bring it back.
        console.error(error.message);
        Deno.exit(1);
      });
      await begun.promise;
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await consuming;
    },
  };
}

/**
 * Any failure, also of a handler, ends the connections. On new connections the member first reads the
 * entries that it has not acknowledged. So these entries come again, in order.
 */
async function consume(task: Task): Promise<void> {
  while (!task.ended.aborted) {
    try {
      using connections = await openConnections();
      const names = { topic: setting("TOPIC"), group: task.group, name: id, count: task.count };
      await attend(task, memberOf(names, connections));
    } catch (error) {
      if ((error as Error).message.startsWith("NOGROUP")) throw error;
      console.error(error instanceof Error ? error.message : error);
      await sleep(retryMs, task.ended);
    }
  }
}

async function openConnections(): Promise<Connections & Disposable> {
  const commands = await connect(connectMs);
  try {
    const blocked = await connect(connectMs);
    const connections = { commands, blocked };
    return {
      ...connections,
      [Symbol.dispose]: () => Object.values(connections).forEach(abandon),
    };
  } catch (error) {
    abandon(commands);
    throw error;
  }
}

async function attend(task: Task, member: Member): Promise<void> {
  /** True while the group may keep entries for this member that it has not handled. */
  let behind = true;
  for (let claimAtMs = 0; !task.ended.aborted;) {
    if (performance.now() >= claimAtMs) {
      behind = await member.claim() || behind;
      claimAtMs = performance.now() + claimEveryMs;
    }
    const entries: Entry[] = behind ? await member.kept() : await member.fresh();
    behind &&= entries.length > 0;
    task.begun();
    await handleAll(task, member, entries);
  }
}

/** Renews the entries while it handles them: otherwise another member could claim them meanwhile. */
async function handleAll(task: Task, member: Member, entries: readonly Entry[]): Promise<void> {
  const inHand = entries.map(({ id }) => id);
  const renewing = setInterval(() => {
    // If this fails, the next command fails too and reports it.
    member.renew(inHand).catch(() => {});
  }, renewEveryMs);
  try {
    for (const entry of entries) {
      if (task.ended.aborted) return;
      await handle(task, member, entry);
      inHand.shift();
    }
  } finally {
    clearInterval(renewing);
  }
}

async function handle({ handlers, group }: Task, member: Member, entry: Entry): Promise<void> {
  const { fields } = entry;
  const isOurs = fields !== null && (fields.only ?? group) === group;
  if (!isOurs) return await member.ack(entry.id);
  let settled = false;
  const settle = async (work: Promise<void>) => {
    await work;
    settled = true;
  };
  const delivery: Delivery = {
    text: fields.body ?? "",
    ack: () => settle(member.ack(entry.id)),
    requeue: () => settle(member.requeue(entry)),
    bury: (reason) => settle(member.bury(entry, reason)),
  };
  await handlers.handle(delivery);
  if (settled) return;
  await member.ack(entry.id);
  await handlers.acknowledged?.([delivery.text]);
}
