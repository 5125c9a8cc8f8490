/** Maps every error to an exit code, also one that no caller catches. */
import { CommanderError } from "commander";
import { exitCode, Refusal } from "../harness/errors.ts";
import { resourceTrouble } from "../harness/run/failure.ts";
import { giveStray } from "../harness/host/strays.ts";
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
  // Not the whole object: a client's error may contain the command that it sent, with a password.
  console.error(error instanceof Error ? error.stack : String(error));
  return exitCode.internal;
}

/** Handles an error from a timer or a client: an active run ends in order and says why; else the process exits. */
function stray(event: Event, error: unknown): void {
  event.preventDefault();
  if (!giveStray(error)) Deno.exit(codeOf(error));
}
globalThis.addEventListener("unhandledrejection", (event) => stray(event, event.reason));
globalThis.addEventListener("error", (event) => stray(event, event.error));
