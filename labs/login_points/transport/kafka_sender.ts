import PQueue from "p-queue";
import { Partitioners, type Producer } from "kafkajs";
import { setting, within } from "../../../harness/roles/role.ts";
import { openKafka } from "./kafka_client.ts";
import { type Outgoing, Refused, type Sender, type SenderOptions } from "./transport.ts";

/** acks=all, or none where nobody asks for a confirm. */
export function openKafkaSender(options: SenderOptions = {}): Sender {
  return options.idempotent ? idempotentSender(options) : plainSender(options);
}

/**
 * One attempt. Not an idempotent producer: kafkajs gives a sequence number back when it gives up on
 * a request, and would then use the same one for other messages, which the broker drops as copies.
 * A message that is sent twice is the consumer's to recognise.
 */
function plainSender({ unconfirmed = false, timeoutMs = 1_500 }: SenderOptions): Sender {
  const producers = producerSource({ idempotent: false, timeoutMs });
  return {
    send: (messages) => producers.use((p) => produce(p, messages, unconfirmed ? 0 : -1)),
    [Symbol.asyncDispose]: producers.close,
  };
}

/**
 * Attempts with backoff and jitter for `timeoutMs` from the first one on, and the broker knows the
 * copies: as long as nothing else is sent between the attempts, so one send is under way at a time,
 * and time spent in line costs none of the limit. Meant for one message a send: of several, kafkajs
 * forgets those whose partition moves between two attempts.
 */
function idempotentSender({ timeoutMs = 1_500 }: SenderOptions): Sender {
  const producers = producerSource({ idempotent: true, timeoutMs });
  const line = new PQueue({ concurrency: 1 });
  return {
    send: (messages) => line.add(() => producers.use((p) => produce(p, messages, -1))),
    [Symbol.asyncDispose]: producers.close,
  };
}

async function produce(producer: Producer, messages: readonly Outgoing[], acks: number) {
  await producer.send({
    topic: setting("TOPIC"),
    acks,
    messages: messages.map(({ messageId, type, key, body }) => ({
      key,
      value: body,
      headers: { message_id: messageId, message_type: type },
    })),
  });
}

/** A producer that is made anew after a failure: after a lost connection kafkajs may say "not connected" for ever. */
function producerSource({ idempotent, timeoutMs }: { idempotent: boolean; timeoutMs: number }) {
  // A second try of kafkajs leaves out what is for a broker that answered the first one: a partition
  // that moved there meanwhile is neither sent nor complained of.
  const retries = idempotent ? 1_000 : 0;
  // Of an idempotent producer the connection too is tried again: a new one would not know the copies.
  // Where nothing is tried again, kafkajs must not give up before we do.
  const kafka = idempotent ? openKafka({ retries }) : openKafka({ retries: 1 }, timeoutMs);
  let current: Promise<Producer> | null = null;

  async function connect(): Promise<Producer> {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      idempotent,
      maxInFlightRequests: idempotent ? 1 : undefined,
      retry: { retries },
      allowAutoTopicCreation: false,
    });
    await producer.connect();
    return producer;
  }

  function drop(used: Promise<Producer>): void {
    if (current === used) current = null;
    void used.then((producer) => producer.disconnect()).catch(() => {});
  }

  return {
    /** kafkajs waits longer than its own limits where a broker froze. */
    async use(work: (producer: Producer) => Promise<void>): Promise<void> {
      const used = current ??= connect();
      let givenUp = false;
      // What nobody waits for any more must not be sent.
      const attempt = async (producer: Producer) => void (givenUp || await work(producer));
      try {
        await within(timeoutMs, used.then(attempt), "no answer to a send");
      } catch (error) {
        givenUp = true;
        const reason = refusalOf(error);
        if (reason !== null) throw new Refused(reason);
        drop(used);
        throw error;
      }
    },
    close: async () => await (await current?.catch(() => null))?.disconnect(),
  };
}

/** Errors that speak of the message itself. An outage of the broker is none of them. */
const refusals = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD"];

/** The reason why the broker will never take this message; null for every other error. */
function refusalOf(error: unknown): string | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    const type = (e as { type?: string }).type;
    if (type !== undefined && refusals.includes(type)) return e.message;
  }
  return null;
}
