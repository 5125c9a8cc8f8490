/** Reads and writes the entries of a stream as messages. */
import type { BrokerMessage } from "../broker.ts";
import { answered, type Redis, replies } from "./client.ts";

/** A field's name, its value, the next field's name, and so on. */
type Flat = readonly string[];
export type Entry = readonly [id: string, fields: Flat];

const pageSize = 1_000;

/** The entries after `after`, page by page, up to the end that the stream has now. No page is empty. */
export async function* pagesOf(
  redis: Redis,
  stream: string,
  after = "0",
): AsyncGenerator<Entry[]> {
  const [last] = await answered(redis.xrevrange(stream, "+", "-", "COUNT", 1));
  if (last === undefined) return;
  for (let from = `(${after}`;;) {
    const page = await answered(redis.xrange(stream, from, last[0], "COUNT", pageSize));
    if (page.length === 0) return;
    yield page;
    from = `(${page.at(-1)![0]}`;
  }
}

export function fieldsOf(flat: Flat): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) fields[flat[i]] = flat[i + 1];
  return fields;
}

/** Every field except `key` and `body` is a header, for example `id` and `type`. */
export function messageOf([id, flat]: Entry): BrokerMessage {
  const { key = null, body = null, ...headers } = fieldsOf(flat);
  const timestampMs = Number(id.split("-")[0]);
  return { partition: 0, offset: id, timestampMs, key, value: body, headers };
}

/** Appends the messages in order, and resolves when they are in Redis's file. */
export async function append(
  redis: Redis,
  stream: string,
  messages: readonly Pick<BrokerMessage, "key" | "value" | "headers">[],
): Promise<void> {
  for (let at = 0; at < messages.length; at += pageSize) {
    const pipeline = redis.pipeline();
    for (const message of messages.slice(at, at + pageSize)) {
      pipeline.xadd(stream, "*", ...flatOf(message));
    }
    replies(await answered(pipeline.exec()));
  }
}

/** Leaves out null values. An entry needs a field, so an empty one gets an empty `body`. */
export function flatOf(
  { key, value, headers }: Pick<BrokerMessage, "key" | "value" | "headers">,
): string[] {
  const fields = Object.entries({ ...headers, key, body: value });
  const flat = fields.flatMap(([name, text]) => text === null ? [] : [name, text]);
  return flat.length > 0 ? flat : ["body", ""];
}
