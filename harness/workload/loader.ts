/** The load generator, open loop, in a thread of its own so that no redraw delays a send. */
import type { PlanOptions } from "./plan.ts";
import type { News, Order } from "./loader_worker.ts";

export interface LoaderOptions {
  /** Where the entry role takes operations: `http://127.0.0.1:4711/`. */
  readonly url: string;
  readonly plan: PlanOptions;
  /**
   * When the plan's time 0 is, in milliseconds since `epochMs`. A moment that has passed when the
   * thread is up means at once: the plan is moved, not caught up with. @default at once
   */
  readonly startAtMs?: number;
  /** Wall clock at the run's start, in milliseconds since 1970. */
  readonly epochMs: number;
  /** The history file it appends `invoke`, `drop`, `ok`, `fail`, `info` to. */
  readonly historyPath: string;
  /** At this many operations without an answer the next one is dropped. @default 256 */
  readonly inFlightLimit?: number;
  /** After this an operation is `info`. @default 5000 */
  readonly timeoutMs?: number;
}

/** planned = sent + dropped, and sent = ok + fail + info + inFlight. At the end inFlight is 0. */
export interface Counts {
  readonly planned: number;
  readonly sent: number;
  readonly dropped: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  readonly inFlight: number;
}

/** Disposing it ends the load at once: what has no answer becomes `info`, and the file is whole. */
export interface Loader extends AsyncDisposable {
  /** At most about 200 ms old. */
  counts(): Counts;
  /** Resolves when every operation that was sent has its outcome in the file. Rejects where the thread failed. */
  readonly done: Promise<Counts>;
  /**
   * The next `count` operations that are not rolled back carry a note of 2,000,000 characters.
   * `end` stops that, and resolves with the operations that were sent with it.
   */
  poison(count: number): Promise<{ end(): Promise<number[]> }>;
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
  const answers = new Map<number, PromiseWithResolvers<number[]>>();
  let counts: Counts = { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, info: 0, inFlight: 0 };
  let death: Error | null = null;
  let lastPoison = 0;

  const die = (error: Error) => {
    death ??= error;
    done.reject(death);
    for (const { reject } of answers.values()) reject(death);
    answers.clear();
  };
  const fail = (why: string) => die(new Error(`The load generator failed: ${why}`));
  worker.onmessage = ({ data: news }: MessageEvent<News>) => {
    if (news.tell === "failed") return fail(news.why);
    if (news.tell === "poison") {
      answers.get(news.id)?.resolve(news.ops);
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
  const ask = (question: Order & { id: number }): Promise<number[]> => {
    if (death) return Promise.reject(death);
    const answer = Promise.withResolvers<number[]>();
    answers.set(question.id, answer);
    order(question);
    return answer.promise;
  };

  order({ do: "start", options });
  return {
    counts: () => counts,
    done: done.promise,
    async poison(count) {
      const id = ++lastPoison;
      await ask({ do: "poison", id, count });
      let ops: Promise<number[]> | null = null;
      return { end: () => ops ??= ask({ do: "unpoison", id }) };
    },
    stop() {
      order({ do: "stop" });
      return done.promise;
    },
    async [Symbol.asyncDispose]() {
      order({ do: "end" });
      await done.promise.catch(() => {});
      die(new Error("The load generator was ended."));
      worker.terminate();
    },
  };
}
