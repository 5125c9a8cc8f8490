/** The load generator: open loop, in its own thread so that no redraw of the screen delays a send. */
import type { Poison } from "../contract/lab.ts";
import { helperMs } from "../limits.ts";
import { within } from "../timer.ts";
import type { Counts, LoaderOptions, News, Order } from "./loader_orders.ts";
import { checkTrouble, type LoadTrouble, type TroubleResult } from "./traffic.ts";

export type { Counts, LoaderOptions };

/** Disposing ends the load at once: operations without an answer become `info`, and the file is complete. */
export interface Loader extends AsyncDisposable {
  /** At most about 200 ms old. */
  counts(): Counts;
  /**
   * Every operation that was planned before this time has its outcome, in milliseconds since the
   * load began; Infinity when the load is over. At most about 30 ms old.
   */
  answeredMs(): number;
  /** Resolves when the load begins, with the plan's time 0 in milliseconds since `epochMs`. Rejects where it does not begin. */
  readonly began: Promise<number>;
  /** Resolves when every sent operation has its outcome in the file. Rejects where the thread failed. */
  readonly done: Promise<Counts>;
  /**
   * The next `count` operations that are not rolled back carry poison: a filler of 2,000,000
   * characters, or the fields of `poison`. If no byte of a poisoned operation left, the next
   * operation carries its poison.
   *
   * `end` poisons no more, waits until each poisoned operation has its outcome, and resolves with
   * the operations that were sent with poison.
   */
  poison(count: number, poison?: Poison): Promise<{ end(): Promise<number[]> }>;
  /**
   * Rolls back this share, from 0 to 1, of the operations that the plan does not roll back and that
   * carry no poison. The seed and the number of an operation choose them; of two calls at once, the
   * greater share applies.
   *
   * `end` rolls back no more, waits until each of these operations has its outcome, and resolves with
   * the number of those that were refused with HTTP 409.
   *
   * @throws RangeError for another share
   */
  rollBack(share: number): Promise<{ end(): Promise<number> }>;
  /**
   * Traffic × `times`, a whole number from 2 to 100: each planned operation's slot gets `times` − 1
   * more operations, spread evenly. Their numbers begin at the plan's count. Two calls at once both
   * add their operations.
   *
   * `end` stops the burst, and resolves with the number of added operations that were sent. The
   * plan's end stops the burst too.
   *
   * @throws RangeError for another number
   */
  burst(times: number): Promise<{ end(): Promise<number> }>;
  /** Sends no more; the remaining operations do not count as planned. Resolves like `done`. */
  stop(): Promise<Counts>;
}

/** Starts at once. For an invalid plan, URL or file, `done` rejects. */
export const startLoader = (options: LoaderOptions): Loader => new LoaderThread(options);

class LoaderThread implements Loader {
  readonly #worker = new Worker(import.meta.resolve("./loader_worker.ts"), {
    type: "module",
    name: "loader",
  });
  readonly #done = Promise.withResolvers<Counts>();
  readonly #began = Promise.withResolvers<number>();
  readonly #answers = new Map<number, PromiseWithResolvers<TroubleResult>>();
  #counts: Counts = { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, info: 0, inFlight: 0 };
  #answeredMs = 0;
  #death: Error | null = null;
  #lastTrouble = 0;

  constructor(options: LoaderOptions) {
    // A caller of `done` gets the error; without a caller it must not end the process.
    this.#done.promise.catch(() => {});
    this.#began.promise.catch(() => {});
    this.#worker.onmessage = ({ data }: MessageEvent<News>) => this.#hear(data);
    this.#worker.onerror = (event) => {
      // Without this the error would end the whole process.
      event.preventDefault();
      this.#fail(event.message);
    };
    this.#order({ do: "start", options });
  }

  #order(order: Order): void {
    this.#worker.postMessage(order);
  }

  #hear(news: News): void {
    if (news.tell === "failed") return this.#fail(news.why, news.code);
    if (news.tell === "began") return this.#began.resolve(news.startMs);
    if (news.tell === "answered") {
      this.#answeredMs = news.untilMs;
      return;
    }
    if (news.tell === "touched") {
      this.#answers.get(news.id)?.resolve(news.touched);
      this.#answers.delete(news.id);
      return;
    }
    this.#counts = news.counts;
    if (news.tell !== "done") return;
    this.#answeredMs = Infinity;
    this.#done.resolve(news.counts);
  }

  #fail(why: string, code?: string): void {
    this.#die(Object.assign(new Error(`The load generator failed: ${why}`), code && { code }));
  }

  #die(error: Error): void {
    this.#death ??= error;
    this.#began.reject(this.#death);
    this.#done.reject(this.#death);
    for (const { reject } of this.#answers.values()) reject(this.#death);
    this.#answers.clear();
  }

  #ask(question: Order & { id: number }): Promise<TroubleResult> {
    if (this.#death) return Promise.reject(this.#death);
    const answer = Promise.withResolvers<TroubleResult>();
    this.#answers.set(question.id, answer);
    this.#order(question);
    return answer.promise;
  }

  /**
   * Resolves, once the trouble is active, with a function that ends it; a second call of that
   * function gives the same answer.
   */
  async #disturb(what: LoadTrouble): Promise<() => Promise<TroubleResult>> {
    checkTrouble(what);
    const id = ++this.#lastTrouble;
    await this.#ask({ do: "disturb", id, what });
    let touched: Promise<TroubleResult> | null = null;
    return () => touched ??= this.#ask({ do: "heal", id });
  }

  counts(): Counts {
    return this.#counts;
  }

  answeredMs(): number {
    return this.#answeredMs;
  }

  get began(): Promise<number> {
    return this.#began.promise;
  }

  get done(): Promise<Counts> {
    return this.#done.promise;
  }

  async poison(count: number, poison: Poison = "oversized") {
    const heal = await this.#disturb({ kind: "poison", count, poison });
    return { end: async () => (await heal()).ops };
  }

  async rollBack(share: number) {
    const heal = await this.#disturb({ kind: "rollBack", share });
    return { end: async () => (await heal()).count };
  }

  async burst(times: number) {
    const heal = await this.#disturb({ kind: "burst", times });
    return { end: async () => (await heal()).count };
  }

  stop(): Promise<Counts> {
    this.#order({ do: "stop" });
    return this.done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#order({ do: "end" });
    await within(helperMs, this.done, "it does not end").catch(() => {});
    this.#die(new Error("The load generator was ended"));
    this.#worker.terminate();
  }
}
