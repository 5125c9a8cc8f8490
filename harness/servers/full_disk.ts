/** A server that ends where it cannot write, and is started when there is room again. */
import type { FullDisk } from "../contract/lab.ts";
import { sleep } from "../timer.ts";

/** One whose last write failed may still be on its way out when there is room again. */
const dyingMs = 500;
const retryMs = 25;

interface Full {
  /** Its files may grow again. */
  makeRoom(): Promise<void>;
  lives(): Promise<boolean>;
  /** Resolves when it is healthy. */
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
