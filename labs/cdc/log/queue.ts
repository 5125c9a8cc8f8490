/** Messages that were received and not taken yet. Their memory is bounded: the stream waits. */
import type { Message } from "./message.ts";

/**
 * The stream is paused above the first size and resumed below the second, in bytes of the log. As an
 * object, a message needs several times as many bytes. Objects that waited long are collected late.
 */
const highBytes = 150_000;
const lowBytes = 50_000;

/** The source of the messages: a socket. */
export interface Stream {
  pause(): unknown;
  resume(): unknown;
}

/** Messages in their order, and the size of each. */
class Batch {
  readonly messages: Message[] = [];
  readonly sizes: number[] = [];
  /** The index of the next message; the messages before it are taken. */
  next = 0;
  get isTaken(): boolean {
    return this.next >= this.messages.length;
  }
}

export class MessageQueue {
  /** The newest messages. They become `#first` when all messages of `#first` are taken, so both stay short. */
  #last = new Batch();
  #first = new Batch();
  #bytes = 0;
  #commits = 0;
  #isPaused = false;
  #isBehind = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;
  #stream: Stream;
  constructor(stream: Stream) {
    this.#stream = stream;
  }

  add(message: Message, bytes: number): void {
    this.#last.messages.push(message);
    this.#last.sizes.push(bytes);
    this.#bytes += bytes;
    if (message.kind === "commit") this.#commits++;
    if (this.#bytes > highBytes && !this.#isPaused) {
      this.#isPaused = true;
      this.#isBehind = true;
      this.#stream.pause();
    }
    this.#wake?.();
  }

  /** From now on `take` and `next` throw the error, even while messages are left: nothing is applied after it. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#wake?.();
  }

  /** A whole transaction is here. */
  get hasTransaction(): boolean {
    return this.#commits > 0;
  }

  /** The stream was paused, and each wait since then brought a message: more will be here in a moment. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  get isEmpty(): boolean {
    return this.#first.isTaken && this.#last.isTaken;
  }

  /** The next message if one is here; undefined otherwise. @throws the error of the stream */
  take(): Message | undefined {
    if (this.#error !== null) throw this.#error;
    if (this.#first.isTaken) [this.#first, this.#last] = [this.#last, new Batch()];
    if (this.#first.isTaken) return undefined;
    const { messages, sizes, next } = this.#first;
    const message = messages[next];
    this.#bytes -= sizes[next];
    this.#first.next++;
    if (message.kind === "commit") this.#commits--;
    if (this.#isPaused && this.#bytes < lowBytes) {
      this.#isPaused = false;
      this.#stream.resume();
    }
    return message;
  }

  /** Waits for the next message. Undefined where none came in time. @throws the error of the stream */
  async next(timeoutMs: number, signal: AbortSignal): Promise<Message | undefined> {
    const message = this.take();
    if (message !== undefined || signal.aborted) return message;
    await this.#wait(timeoutMs, signal);
    if (this.isEmpty) this.#isBehind = false;
    return this.take();
  }

  /** Resolves at the next message, at an error, at the abort, or when the time is over. */
  async #wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = setTimeout(wake, timeoutMs);
    this.#wake = wake;
    signal.addEventListener("abort", wake);
    await promise;
    clearTimeout(timer);
    // The signal lives as long as the process.
    signal.removeEventListener("abort", wake);
    this.#wake = null;
  }
}
