import PQueue from "p-queue";
import { Partitioners, type Producer } from "kafkajs";
import { setting, within } from "../../../harness/roles/role.ts";
import { openKafka } from "./kafka_client.ts";
import { type Outgoing, Refused, type Sender, type SenderOptions } from "./transport.ts";

/** Sends with acks=all, or acks=0 where `unconfirmed`. */
export function openKafkaSender(options: SenderOptions = {}): Sender {
  return options.idempotent ? idempotentSender(options) : plainSender(options);
}

/**
 * Makes one attempt, with a producer that is not idempotent. When kafkajs gives up a request, it uses
 * the sequence number again for other messages: the broker of an idempotent producer would drop these
 * as copies. The consumer must recognise a message that is sent twice.
 */
function plainSender({ unconfirmed = false, timeoutMs = 1_500 }: SenderOptions): Sender {
  const producers = producerSource({ idempotent: false, timeoutMs });
  return {
    send: (messages) => producers.use((p) => produce(p, messages, unconfirmed ? 0 : -1)),
    [Symbol.asyncDispose]: producers.close,
  };
}

/**
 * Retries with backoff and jitter for `timeoutMs` from the first attempt on. The broker recognises
 * the copies only if nothing else is sent between the attempts: so one send runs at a time, and the
 * wait for its turn does not count towards the limit. Send one message at a time: of several messages,
 * kafkajs forgets one if its partition moves between two attempts.
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

/** Makes a new producer after a failure: after a lost connection kafkajs may say "not connected" for ever. */
function producerSource({ idempotent, timeoutMs }: { idempotent: boolean; timeoutMs: number }) {
  // The second attempt of kafkajs skips every broker that answered the first attempt. If a partition
  // has moved to such a broker, its messages are not sent, and there is no error.
  const retries = idempotent ? 1_000 : 0;
  // An idempotent producer also retries its connection: the broker would not recognise the copies of
  // a new producer.
  // A plain producer retries nothing, so kafkajs must not give up before our own limit.
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
    /** Ends at our own limit: kafkajs exceeds its limits when a broker is frozen. */
    async use(work: (producer: Producer) => Promise<void>): Promise<void> {
      const used = current ??= connect();
      let givenUp = false;
      // After the limit nobody waits for the messages: they must not be sent.
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

/** Errors about the message itself, not about an outage of the broker. */
const refusals = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD"];

/** The reason why the broker will never take this message; null for every other error. */
function refusalOf(error: unknown): string | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    const type = (e as { type?: string }).type;
    if (type !== undefined && refusals.includes(type)) return e.message;
  }
  return null;
}
