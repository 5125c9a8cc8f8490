/** A server that ends when it cannot write, and starts again when there is room. */
import type { FullDisk } from "../contract/lab.ts";
import { sleep } from "../timer.ts";

/** When there is room again, a server whose last write failed may take this long to end. */
const dyingMs = 500;
const retryMs = 25;

interface Full {
  /** Lets the server's files grow again. */
  makeRoom(): Promise<void>;
  lives(): Promise<boolean>;
  /** Starts the server; resolves when it is healthy. */
  start(): Promise<void>;
}

export function fullDisk({ makeRoom, lives, start }: Full): FullDisk {
  return {
    async end() {
      await makeRoom();
      const deadline = performance.now() + dyingMs;
      while (await lives()) {
        if (performance.now() > deadline) return 0;
        await sleep(retryMs);
      }
      await start();
      return 1;
    },
  };
}
