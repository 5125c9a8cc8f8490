/** The interface of a role to its broker. It is small on purpose: the labs' promises say where brokers differ. */

/** A message on its way to the broker. */
export interface Outgoing {
  readonly messageId: string;
  /** `LoggedIn`. */
  readonly type: string;
  /** The user: messages with the same key keep their order. */
  readonly key: string;
  /** The operation of the message; for the history alone. */
  readonly op: number;
  /** JSON. */
  readonly body: string;
}

export interface Sender extends AsyncDisposable {
  /**
   * Resolves when the broker says that it has all messages, in this order. Otherwise it throws after
   * at most `timeoutMs` (an idempotent sender counts from the end of the sends before it). The broker
   * may have some or all of the messages even when it throws.
   *
   * @throws Refused only where the broker will never take one of them (it is too large)
   */
  send(messages: readonly Outgoing[]): Promise<void>;
}

export interface SenderOptions {
  /**
   * Fire and forget: asks for no confirm and ignores returned messages. For a broken twin; `send`
   * resolves when the bytes are handed over.
   * @default false
   */
  readonly unconfirmed?: boolean;
  /**
   * The broker drops the copies that retries make, where it can (Kafka).
   * @default false
   */
  readonly idempotent?: boolean;
  /** @default 1_500 */
  readonly timeoutMs?: number;
}

/** The broker will never take this message: a retry cannot help. */
export class Refused extends Error {
  override name = "Refused";
}

/** A message as it was delivered. */
export interface Delivery {
  readonly text: string;
  /** Acknowledges the message before its handling ends. Resolves when the broker has the acknowledgement. */
  ack(): Promise<void>;
  /**
   * Gives the message back: the broker delivers it again, to any consumer. The messages behind it do not wait.
   * The handling must end after this call.
   */
  requeue(): Promise<void>;
  /** Sets the message aside in the dead-letter queue, with the reason in its header `reason`; acknowledges it. */
  bury(reason: string): Promise<void>;
}

export interface Handlers {
  /**
   * Handles one message. When it resolves, the message is acknowledged unless it was settled before.
   * When it throws, the message is not acknowledged and comes again, after a restart at the latest.
   * Called for one message of a key at a time; SIGTERM ends the run after the current messages.
   */
  handle(delivery: Delivery): Promise<void>;
  /** Called after the acknowledgement of handled messages, with their texts. */
  acknowledged?(texts: readonly string[]): Promise<void>;
}

export interface ReceiverOptions {
  /** The consumer group or queue: `TOPIC.points`. */
  readonly group: string;
  /** How many unacknowledged messages a broker that pushes may send at once. @default 1 */
  readonly prefetch?: number;
}

/** Reconnects by itself. If the client library cannot, the receiver ends the process, which is restarted. */
export interface Receiver extends AsyncDisposable {
  /** Resolves when consuming has begun. */
  run(handlers: Handlers): Promise<void>;
}

/** One file per broker; reads `BROKER_URL`, `TOPIC` from the environment. */
export interface Transport {
  openSender(options?: SenderOptions): Sender;
  openReceiver(options: ReceiverOptions): Receiver;
}
