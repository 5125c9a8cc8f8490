/** The load generator, open loop, in a thread of its own so that no redraw delays a send. */
import type { Poison } from "../contract/lab.ts";
import { helperMs } from "../limits.ts";
import { within } from "../timer.ts";
import type { Counts, LoaderOptions, News, Order } from "./loader_orders.ts";
import { checkTrouble, type LoadTrouble, type Touched } from "./traffic.ts";

export type { Counts, LoaderOptions };

/** Disposing it ends the load at once: what has no answer becomes `info`, and the file is whole. */
export interface Loader extends AsyncDisposable {
  /** At most about 200 ms old. */
  counts(): Counts;
  /** Resolves when every operation that was sent has its outcome in the file. Rejects where the thread failed. */
  readonly done: Promise<Counts>;
  /**
   * The next `count` operations that are not rolled back carry a filler of 2,000,000 characters, or
   * these fields.
   * `end` stops that, and resolves, when each has its outcome, with the operations that were sent
   * with it. The poison of one of which no byte left is the next one's.
   */
  poison(count: number, poison?: Poison): Promise<{ end(): Promise<number[]> }>;
  /**
   * Rolls back this share, from 0 to 1, of the operations that the plan does not and that carry no
   * poison. Which ones is a matter of seed and number; of two at once the greater share counts.
   * `end` stops that, and resolves, when each has its outcome, with how many of those were refused
   * with HTTP 409.
   * @throws RangeError for another share.
   */
  rollBack(share: number): Promise<{ end(): Promise<number> }>;
  /**
   * Traffic × `times`, a whole number from 2 to 100: each planned operation's slot gets `times` − 1
   * more, spread evenly and numbered from the plan's count on. Two at once add what they bring.
   * `end` stops that, and resolves with the number of operations that were sent on top. The plan's end ends it too.
   * @throws RangeError for another number.
   */
  burst(times: number): Promise<{ end(): Promise<number> }>;
  /** Sends no more; operations not reached are not planned. Resolves as `done`. */
  stop(): Promise<Counts>;
}

/** Starts at once. A plan, URL or file that cannot be makes `done` reject. */
export function startLoader(options: LoaderOptions): Loader {
  const worker = new Worker(import.meta.resolve("./loader_worker.ts"), {
    type: "module",
    name: "loader",
  });
  const order = (order: Order) => worker.postMessage(order);
  const done = Promise.withResolvers<Counts>();
  // Whoever waits for `done` is told; nobody waiting must not end the process.
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
  /** Resolves, once it is on, with what ends it; ending it again gives the same answer. */
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
      die(new Error("The load generator was ended."));
      worker.terminate();
    },
  };
}
