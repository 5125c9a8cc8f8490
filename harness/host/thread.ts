/** Calls to a worker and its answers, one message each. An answer has the id of its call. */
import { type ExitCode, Refusal } from "../errors.ts";
import { helperMs } from "../limits.ts";
import { within } from "../timer.ts";

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly code: number | null };
}

export interface Thread<Call> {
  /** Resolves when the worker has loaded the program. */
  readonly started: Promise<unknown>;
  /** Rejects with the error of the call, with the error that ended the thread, or after `helperMs`. */
  ask<T>(call: Call): Promise<T>;
  /** Ends the thread; calls without an answer reject. */
  end(): void;
}

/** Starts the program in a worker. Error messages contain the thread's `name`: `links`. */
export function startThread<Call>(program: string, name: string): Thread<Call> {
  const worker = new Worker(program, { type: "module", name });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let death: Error | null = null;

  const die = (error: Error) => {
    death ??= error;
    for (const { reject } of waiting.values()) reject(death);
    waiting.clear();
  };
  const expect = (id: number): Promise<unknown> => {
    const promised = Promise.withResolvers<unknown>();
    if (death) promised.reject(death);
    else waiting.set(id, promised);
    const late = `The thread of the ${name} did not answer within ${helperMs / 1_000} s`;
    return within(helperMs, promised.promise, late);
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const promised = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) promised?.reject(revive(data.error));
    else promised?.resolve(data.value);
  };
  worker.onerror = (event) => {
    // Without this the error would end the whole process.
    event.preventDefault();
    die(new Error(`The thread of the ${name} failed: ${event.message}`));
  };
  worker.onmessageerror = () =>
    die(new Error(`The thread of the ${name} sent a message that cannot be read`));

  return {
    started: expect(0),
    ask<T>(call: Call) {
      const answer = expect(++lastId);
      if (!death) worker.postMessage({ id: lastId, call });
      return answer as Promise<T>;
    },
    end() {
      die(new Error(`The thread of the ${name} was ended`));
      worker.terminate();
    },
  };
}

function revive({ message, code }: NonNullable<Answer["error"]>): Error {
  return code === null ? new Error(message) : new Refusal(message, code as ExitCode);
}

/** The members of a worker's `self` that `answerCalls` uses. Each type library has another type of `self`. */
interface WorkerScope {
  onmessage: ((event: MessageEvent) => unknown) | null;
  postMessage(answer: Answer): void;
}

/** The worker calls this once: it answers each call with the result or the error of `run`. */
export function answerCalls<Call>(scope: WorkerScope, run: (call: Call) => unknown): void {
  scope.onmessage = async ({ data }: MessageEvent<{ id: number; call: Call }>) => {
    const answer = (rest: Omit<Answer, "id">) => scope.postMessage({ id: data.id, ...rest });
    try {
      answer({ value: await run(data.call) });
    } catch (error) {
      const code = error instanceof Refusal ? error.code : null;
      answer({ error: { message: error instanceof Error ? error.message : String(error), code } });
    }
  };
  scope.postMessage({ id: 0, value: "ready" });
}
