/** Maps every error to an exit code, also an error that no caller catches. */
import { CommanderError } from "commander";
import { exitCode, Refusal } from "../harness/errors.ts";
import { resourceTrouble } from "../harness/run/failure.ts";
import { passUnhandledError } from "../harness/host/unhandled_errors.ts";
import { Interrupted } from "./interrupt.ts";

/** Prints what is wrong, and returns the exit code for it. */
export function codeOf(error: unknown): number {
  if (error instanceof Refusal) {
    console.error(`asynclab: ${error.message}`);
    return error.code;
  }
  if (error instanceof Interrupted) return error.code;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCode.usage;
  const lacking = resourceTrouble(error);
  if (lacking !== null) {
    console.error(`asynclab: ${lacking}: ${(error as Error).message}`);
    return exitCode.unavailable;
  }
  console.error("asynclab: internal error: a bug in asynclab, not a verdict");
  // Never print the whole object: a client's error may contain the command that it sent, with a password.
  console.error(error instanceof Error ? error.stack : String(error));
  return exitCode.internal;
}

/**
 * Handles an error from a timer or a client. If a run is active, it ends gracefully and says why. Without
 * a run the process exits.
 */
function handle(event: Event, error: unknown): void {
  event.preventDefault();
  if (!passUnhandledError(error)) Deno.exit(codeOf(error));
}
globalThis.addEventListener("unhandledrejection", (event) => handle(event, event.reason));
globalThis.addEventListener("error", (event) => handle(event, event.error));
