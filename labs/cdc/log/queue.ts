/** Messages that were received and not taken yet. Their memory is bounded: the stream waits. */
import type { Message } from "./message.ts";

/** The stream is paused above the first size and resumed below the second, in bytes of the log. */
const highBytes = 4_000_000;
const lowBytes = 1_000_000;

/** The source of the messages: a socket. */
export interface Stream {
  pause(): unknown;
  resume(): unknown;
}

export class MessageQueue {
  #messages: Message[] = [];
  #next = 0;
  #bytes = 0;
  #sizes: number[] = [];
  #commits = 0;
  #isPaused = false;
  #error: Error | null = null;
  #wake: (() => void) | null = null;
  #stream: Stream;
  constructor(stream: Stream) {
    this.#stream = stream;
  }

  add(message: Message, bytes: number): void {
    this.#messages.push(message);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    if (message.kind === "commit") this.#commits++;
    if (this.#bytes > highBytes && !this.#isPaused) {
      this.#isPaused = true;
      this.#stream.pause();
    }
    this.#wake?.();
  }

  /** From now on `next` throws it, also while messages are left: nothing is applied after an error. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#wake?.();
  }

  /** A whole transaction is here. */
  get hasTransaction(): boolean {
    return this.#commits > 0;
  }

  get isEmpty(): boolean {
    return this.#next >= this.#messages.length;
  }

  /** The next message if one is here; undefined otherwise. @throws the error of the stream */
  take(): Message | undefined {
    if (this.#error !== null) throw this.#error;
    if (this.isEmpty) return undefined;
    const message = this.#messages[this.#next];
    this.#bytes -= this.#sizes[this.#next++];
    if (message.kind === "commit") this.#commits--;
    if (this.isEmpty) {
      this.#messages = [];
      this.#sizes = [];
      this.#next = 0;
    }
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
