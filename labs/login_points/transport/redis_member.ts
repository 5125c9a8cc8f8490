/** One member of a consumer group: it reads, claims, renews and settles entries. */
import { deadLetterTopicOf } from "../../../harness/roles/role.ts";
import { answered, type Redis, replies } from "./redis.ts";

export interface Entry {
  readonly id: string;
  /** Null where the entry was deleted meanwhile. */
  readonly fields: Readonly<Record<string, string>> | null;
}

export interface Member {
  /** Entries that were delivered to this member and are not acknowledged, oldest first. */
  kept(): Promise<Entry[]>;
  /** Entries that were delivered to no member yet; empty when none comes for a while. */
  fresh(): Promise<Entry[]>;
  /**
   * Takes over entries that were pending for too long. They belong to dead members, or to this member:
   * Redis may have sent some to a connection that the member had given up.
   *
   * @returns whether there were such entries
   */
  claim(): Promise<boolean>;
  /** Marks these entries as still in work, so that no other member claims them. */
  renew(ids: readonly string[]): Promise<void>;
  ack(id: string): Promise<void>;
  /** Appends the entry to the end of the stream, for this group alone. */
  requeue(entry: Entry): Promise<void>;
  bury(entry: Entry, reason: string): Promise<void>;
}

/** A blocking read returns after this time, even without an entry. If it does not return, the server is away. */
const blockMs = 500;
const limitMs = 1_000;
const deadAfterMs = 2_000;
const pageSize = 100;

/** The reply lists streams by name; here there is one. */
type Reply = readonly [string, readonly [id: string, fields: readonly string[] | null][]][] | null;

export interface Connections {
  readonly commands: Redis;
  /** For blocking reads alone: another command on this connection would wait until the read ends. */
  readonly blocked: Redis;
}

export function memberOf(
  { topic, group, name, count }: { topic: string; group: string; name: string; count: number },
  { commands, blocked }: Connections,
): Member {
  const quick = <T>(work: Promise<T>) => answered(limitMs, work);
  return {
    kept: async () =>
      entriesOf(
        await quick(
          commands.xreadgroup("GROUP", group, name, "COUNT", count, "STREAMS", topic, "0"),
        ) as Reply,
      ),
    fresh: async () => {
      // deno-fmt-ignore
      const reply = blocked.xreadgroup(
        "GROUP", group, name, "COUNT", count, "BLOCK", blockMs, "STREAMS", topic, ">");
      return entriesOf(await answered(blockMs + limitMs, reply) as Reply);
    },
    claim: async () => {
      // deno-fmt-ignore
      const [, claimed] = await quick(commands.xautoclaim(
        topic, group, name, deadAfterMs, "0", "COUNT", pageSize, "JUSTID")) as [string, string[]];
      return claimed.length > 0;
    },
    renew: async (ids) => {
      if (ids.length === 0) return;
      // Another member may have claimed entries of a paused member: the paused one does not take them back.
      const own = await quick(
        commands.xpending(topic, group, "-", "+", ids.length, name),
      ) as [string][];
      const kept = own.map(([id]) => id).filter((id) => ids.includes(id));
      if (kept.length > 0) await quick(commands.xclaim(topic, group, name, 0, ...kept, "JUSTID"));
    },
    ack: async (id) => {
      await quick(commands.xack(topic, group, id));
    },
    requeue: async ({ id, fields }) => {
      const flat = Object.entries({ ...fields, only: group }).flat();
      replies(
        await quick(commands.multi().xadd(topic, "*", ...flat).xack(topic, group, id).exec()),
      );
    },
    bury: async ({ id, fields }, reason) => {
      const flat = Object.entries({ ...fields, reason }).flat();
      const dead = deadLetterTopicOf(topic);
      replies(await quick(commands.multi().xadd(dead, "*", ...flat).xack(topic, group, id).exec()));
    },
  };
}

function entriesOf(reply: Reply): Entry[] {
  const [[, entries]] = reply ?? [["", []]];
  return entries.map(([id, flat]) => ({ id, fields: flat === null ? null : fieldsOf(flat) }));
}

function fieldsOf(flat: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i]] = flat[i + 1];
  return fields;
}
