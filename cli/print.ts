/** Prints results to standard output. Returns when all is written, even to a slow reader. */
import process from "node:process";

export function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
}

/** An empty NO_COLOR counts as unset, as its definition says. */
export function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && (process.env.NO_COLOR ?? "") === "";
}
