/** The load generator: open loop, in its own thread so that no redraw of the screen delays a send. */
import type { Poison } from "../contract/lab.ts";
import { helperMs } from "../limits.ts";
import { within } from "../timer.ts";
import type { Counts, LoaderOptions, News, Order } from "./loader_orders.ts";
import { checkTrouble, type LoadTrouble, type Touched } from "./traffic.ts";

export type { Counts, LoaderOptions };

/** Disposing ends the load at once: operations without an answer become `info`, and the file is complete. */
export interface Loader extends AsyncDisposable {
  /** At most about 200 ms old. */
  counts(): Counts;
  /** Resolves when every sent operation has its outcome in the file. Rejects where the thread failed. */
  readonly done: Promise<Counts>;
  /**
   * The next `count` operations that are not rolled back carry a filler of 2,000,000 characters, or
   * these fields.
   *
   * `end` stops that, waits until each of them has its outcome, and resolves with the operations
   * that were sent with poison. If no byte of an operation left, the next one carries its poison.
   */
  poison(count: number, poison?: Poison): Promise<{ end(): Promise<number[]> }>;
  /**
   * Rolls back this share, from 0 to 1, of the operations that the plan does not roll back and that
   * carry no poison. The seed and the number of an operation choose them; of two calls at once, the
   * greater share applies.
   *
   * `end` stops that, waits until each of them has its outcome, and resolves with the number of
   * them that were refused with HTTP 409.
   *
   * @throws RangeError for another share
   */
  rollBack(share: number): Promise<{ end(): Promise<number> }>;
  /**
   * Traffic × `times`, a whole number from 2 to 100: each planned operation's slot gets `times` − 1
   * more, spread evenly and numbered from the plan's count on. Two calls at once add their
   * operations.
   *
   * `end` stops that, and resolves with the number of added operations that were sent. The plan's
   * end stops it too.
   *
   * @throws RangeError for another number
   */
  burst(times: number): Promise<{ end(): Promise<number> }>;
  /** Sends no more; the remaining operations do not count as planned. Resolves like `done`. */
  stop(): Promise<Counts>;
}

/** Starts at once. For an invalid plan, URL or file, `done` rejects. */
export function startLoader(options: LoaderOptions): Loader {
  const worker = new Worker(import.meta.resolve("./loader_worker.ts"), {
    type: "module",
    name: "loader",
  });
  const order = (order: Order) => worker.postMessage(order);
  const done = Promise.withResolvers<Counts>();
  // A caller of `done` gets the error; without a caller it must not end the process.
  done.promise.catch(() => {});
  const answers = new Map<number, PromiseWithResolvers<Touched>>();
  let counts: Counts = { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, info: 0, inFlight: 0 };
  let death: Error | null = null;
  let lastTrouble = 0;

  const die = (error: Error) => {
    death ??= error;
    done.reject(death);
    for (const { reject } of answers.values()) reject(death);
    answers.clear();
  };
  const fail = (why: string, code?: string) =>
    die(Object.assign(new Error(`The load generator failed: ${why}`), code && { code }));
  worker.onmessage = ({ data: news }: MessageEvent<News>) => {
    if (news.tell === "failed") return fail(news.why, news.code);
    if (news.tell === "touched") {
      answers.get(news.id)?.resolve(news.touched);
      answers.delete(news.id);
      return;
    }
    counts = news.counts;
    if (news.tell === "done") done.resolve(counts);
  };
  worker.onerror = (event) => {
    // Without this the error would end the whole process.
    event.preventDefault();
    fail(event.message);
  };
  const ask = (question: Order & { id: number }): Promise<Touched> => {
    if (death) return Promise.reject(death);
    const answer = Promise.withResolvers<Touched>();
    answers.set(question.id, answer);
    order(question);
    return answer.promise;
  };
  /**
   * Resolves, once the trouble is active, with a function that ends it; a second call of that
   * function gives the same answer.
   */
  const disturb = async (what: LoadTrouble): Promise<() => Promise<Touched>> => {
    checkTrouble(what);
    const id = ++lastTrouble;
    await ask({ do: "disturb", id, what });
    let touched: Promise<Touched> | null = null;
    return () => touched ??= ask({ do: "heal", id });
  };

  order({ do: "start", options });
  return {
    counts: () => counts,
    done: done.promise,
    async poison(count, poison = "oversized") {
      const heal = await disturb({ kind: "poison", count, poison });
      return { end: async () => (await heal()).ops };
    },
    async rollBack(share) {
      const heal = await disturb({ kind: "rollBack", share });
      return { end: async () => (await heal()).count };
    },
    async burst(times) {
      const heal = await disturb({ kind: "burst", times });
      return { end: async () => (await heal()).count };
    },
    stop() {
      order({ do: "stop" });
      return done.promise;
    },
    async [Symbol.asyncDispose]() {
      order({ do: "end" });
      await within(helperMs, done.promise, "it does not end").catch(() => {});
      die(new Error("The load generator was ended"));
      worker.terminate();
    },
  };
}
