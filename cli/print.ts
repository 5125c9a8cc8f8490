/** Prints results to standard output. Returns when all is written, even to a slow reader. */
import process from "node:process";

/** A reader that has gone away, like `head`, gets no more: that is no error. */
export function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** An empty NO_COLOR counts as unset, as its definition says. */
export function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && (process.env.NO_COLOR ?? "") === "";
}
