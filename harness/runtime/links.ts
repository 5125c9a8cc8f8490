/** The TCP proxies between roles and servers, run in a thread of their own so that no redraw delays a byte. */
import { type ExitCode, Refusal } from "../errors.ts";
import type { Endpoint, Links } from "../lab.ts";
import type { Answer, Call } from "./links_worker.ts";

/**
 * Starts the thread. A call on a thread that died rejects with the error that ended it; a port in
 * use is a Refusal.
 *
 * A delay holds each chunk for `delayMs` ± `jitterMs` and keeps the order; dials are not delayed.
 * A partition stops reading when a direction holds more than 1 MiB. An RST and an EOF are held
 * back and passed on in order, as the bytes are.
 */
export async function openLinks(
  program: string = import.meta.resolve("./links_worker.ts"),
): Promise<Links> {
  const thread = startThread(program);
  await thread.started;
  const names: string[] = [];
  return {
    async open(name, way) {
      const endpoint = await thread.ask<Endpoint>({ do: "open", name, way });
      names.push(name);
      return endpoint;
    },
    names: () => [...names],
    disturb: (links, condition) => thread.ask({ do: "disturb", links, condition }),
    heal: (condition) => thread.ask({ do: "heal", condition }),
    reset: (links) => thread.ask({ do: "reset", links }),
    async [Symbol.asyncDispose]() {
      try {
        await thread.ask({ do: "close" });
      } catch {
        // A thread that died has closed everything already.
      }
      thread.end();
    },
  };
}

interface Thread {
  readonly started: Promise<unknown>;
  ask<T>(call: Call): Promise<T>;
  end(): void;
}

function startThread(program: string): Thread {
  const worker = new Worker(program, { type: "module", name: "links" });
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
    return promised.promise;
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
    die(new Error(`The thread of the links failed: ${event.message}`));
  };
  worker.onmessageerror = () => die(new Error("The thread of the links sent what cannot be read."));

  return {
    started: expect(0),
    ask<T>(call: Call) {
      const answer = expect(++lastId);
      if (!death) worker.postMessage({ id: lastId, call });
      return answer as Promise<T>;
    },
    end() {
      die(new Error("The links are closed."));
      worker.terminate();
    },
  };
}

function revive({ message, code }: NonNullable<Answer["error"]>): Error {
  return code === null ? new Error(message) : new Refusal(message, code as ExitCode);
}
