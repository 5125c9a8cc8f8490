/** Standard output, for results: whole before it returns, whatever is at its other end. */
import process from "node:process";

export function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
}

/** An empty NO_COLOR counts as none, as its definition says. */
export function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && (process.env.NO_COLOR ?? "") === "";
}
