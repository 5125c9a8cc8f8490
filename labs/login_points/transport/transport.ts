/** A broker as a role sees it. Small on purpose: where brokers differ, the labs' promises say it. */

/** A message on its way to the broker. */
export interface Outgoing {
  readonly messageId: string;
  /** `LoggedIn`. */
  readonly type: string;
  /** What keeps its order: the user. */
  readonly key: string;
  /** The operation it tells of; for the history alone. */
  readonly op: number;
  /** JSON. */
  readonly body: string;
}

export interface Sender extends AsyncDisposable {
  /**
   * Resolves when the broker has all of them, in this order, as far as it tells. Throws otherwise,
   * in at most `timeoutMs` (of an idempotent sender, from when those before it are through); some, or
   * all, may be there even then.
   *
   * @throws Refused where the broker will never take one of them (too large); nothing else is one.
   */
  send(messages: readonly Outgoing[]): Promise<void>;
}

export interface SenderOptions {
  /**
   * Fire and forget: do not ask for a confirm, do not look at returned messages. For a broken twin;
   * `send` resolves when the bytes are handed over.
   * @default false
   */
  readonly unconfirmed?: boolean;
  /**
   * The broker drops copies that come of sending again, where it can (Kafka).
   * @default false
   */
  readonly idempotent?: boolean;
  /** @default 1_500 */
  readonly timeoutMs?: number;
}

/** The broker will never take this message: trying again is no use. */
export class Refused extends Error {
  override name = "Refused";
}

/** A message as it was handed out. */
export interface Delivery {
  readonly text: string;
  /** Acknowledges it now, before its handling ends; resolves when that is with the broker. */
  ack(): Promise<void>;
  /** Gives it back: it will be handed out again, to whomever, and those behind it go on. Handling must end after it. */
  requeue(): Promise<void>;
  /** Sets it aside in the dead-letter queue, with the reason in its header `reason`; acknowledges it. */
  bury(reason: string): Promise<void>;
}

export interface Handlers {
  /**
   * One message: when this resolves the message is acknowledged, unless that was done. When it
   * throws, the message is not acknowledged and comes again, after a restart at the latest.
   * Called for one message of a key at a time; SIGTERM ends the run after those under way.
   */
  handle(delivery: Delivery): Promise<void>;
  /** After the acknowledgement of what was handled: the texts of these messages. */
  acknowledged?(texts: readonly string[]): Promise<void>;
}

export interface ReceiverOptions {
  /** The consumer group or queue: `TOPIC.points`. */
  readonly group: string;
  /** Messages in hand at once, where the broker pushes. @default 1 */
  readonly prefetch?: number;
}

/** Reconnects by itself, or ends the process where its client cannot: it is started again. */
export interface Receiver extends AsyncDisposable {
  /** Resolves when it consumes. */
  run(handlers: Handlers): Promise<void>;
}

/** One file a broker; reads `BROKER_URL`, `TOPIC` from the environment. */
export interface Transport {
  openSender(options?: SenderOptions): Sender;
  openReceiver(options: ReceiverOptions): Receiver;
}
