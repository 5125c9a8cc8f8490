/** Publishes to the exchange `TOPIC`, and waits for the confirm of each message. */
import { setting, within } from "../../../harness/roles/role.ts";
import { envelopeOf, isTooLarge, type Line, openLine, publish } from "./rabbitmq_line.ts";
import { type Outgoing, Refused, type Sender, type SenderOptions } from "./transport.ts";

/** `idempotent` has no effect: RabbitMQ stores every copy. */
export function openSender(options: SenderOptions = {}): Sender {
  const { unconfirmed = false, timeoutMs = 1_500 } = options;
  let line: Promise<Line> | null = null;

  /** The open line, or a new one if the old line was lost. */
  function current(): Promise<Line> {
    if (line !== null) return line;
    const opening = openLine(timeoutMs, { confirms: !unconfirmed });
    opening.then(({ lost }) => lost.then(() => drop(opening)), () => drop(opening));
    return line = opening;
  }

  /** Messages in flight on the line may arrive or not: nobody reads a later confirm. */
  function drop(which: Promise<Line>): void {
    if (line === which) line = null;
    which.then((open) => open.destroy(), () => {});
  }

  return {
    async send(messages) {
      const mine = current();
      // After the limit nobody waits for the message: it must not be published.
      const waiting = new AbortController();
      const attempt = async () => {
        const open = await mine;
        if (!waiting.signal.aborted) {
          await (unconfirmed ? handOver : publish)(open, messages.map(toPublish));
        }
      };
      try {
        await within(timeoutMs, attempt(), `no confirm within ${timeoutMs} ms`);
      } catch (error) {
        waiting.abort();
        drop(mine);
        throw isTooLarge(error) && messages.some(isOversized)
          ? new Refused((error as Error).message, { cause: error })
          : error;
      }
    },
    async [Symbol.asyncDispose]() {
      const open = await line?.catch(() => null);
      await open?.[Symbol.asyncDispose]();
    },
  };
}

/** The harness starts the broker with this limit. */
const limitBytes = 1_048_576;

/** The client blames the first unconfirmed message, and that may be the message of another send. */
const isOversized = ({ body }: Outgoing): boolean => Buffer.byteLength(body) > limitBytes;

type Published = Parameters<typeof publish>[1][number];

const toPublish = (message: Outgoing): Published => [{
  ...envelopeOf(message),
  exchange: setting("TOPIC"),
  routingKey: setting("ROUTING_KEY", "points"),
}, Buffer.from(message.body)];

/** Resolves when the operating system has the bytes; nobody learns whether they arrive. */
async function handOver({ channel }: Line, messages: readonly Published[]): Promise<void> {
  await Promise.all(messages.map(([envelope, body]) => channel.basicPublish(envelope, body)));
}
