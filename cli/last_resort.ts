/** One exit code for each way in which asynclab can end with an error, wherever that is thrown. */
import { CommanderError } from "commander";
import { exitCode, Refusal } from "../harness/errors.ts";
import { Interrupted } from "./interrupt.ts";

/** Says what is wrong, and returns the exit code for it. */
export function codeOf(error: unknown): number {
  if (error instanceof Refusal) {
    console.error(`asynclab: ${error.message}`);
    return error.code;
  }
  if (error instanceof Interrupted) return error.code;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCode.usage;
  console.error("asynclab: this is a fault of asynclab itself, not a verdict.");
  // Not the whole object: a client's error may carry the command it sent, and a password in it.
  console.error(error instanceof Error ? error.stack : String(error));
  return exitCode.internal;
}

globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  Deno.exit(codeOf(event.reason));
});
