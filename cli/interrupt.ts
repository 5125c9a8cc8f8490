/** Ctrl-C and SIGTERM: the first signal cleans up, the second signal exits at once. */
import { exitCode } from "../harness/errors.ts";

export class Interrupted extends Error {
  override name = "Interrupted";
  readonly code: number;
  constructor(code: number) {
    super("interrupted");
    this.code = code;
  }
}

/** Aborts with an `Interrupted` at the first signal. At the second the process exits, and the reaper cleans up. */
export function untilInterrupted(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const leave = (code: number) => () => {
    if (controller.signal.aborted) Deno.exit(code);
    console.error("\nasynclab: interrupted; cleaning up (a second signal exits at once)");
    controller.abort(new Interrupted(code));
  };
  const onInterrupt = leave(exitCode.interrupted);
  const onTerminate = leave(exitCode.terminated);
  Deno.addSignalListener("SIGINT", onInterrupt);
  Deno.addSignalListener("SIGTERM", onTerminate);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      Deno.removeSignalListener("SIGINT", onInterrupt);
      Deno.removeSignalListener("SIGTERM", onTerminate);
    },
  };
}
