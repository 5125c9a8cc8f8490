import { duration } from "../amounts.ts";
import { columns } from "../said.ts";

interface Load {
  readonly messages: number;
  readonly users: number;
  /** Operations a second. */
  readonly rate: number;
  readonly inFlightLimit: number;
  readonly timeoutMs: number;
}

export const plan = {
  title: "Plan",
  none: "This history does not say how it was made.",
  caption: "What was run",
  head: columns("what", "as planned"),
  again: "Run it again",
  name: "lab/variant",
  seed: "seed",
  runtime: "runtime",
  versions: "versions",
  load: "load",
  chaos: "chaos",
  noChaos: "none",
  role: (name: string) => `role ${name}`,
  loadOf: (
    { messages, users, rate, inFlightLimit, timeoutMs }: Load,
    rolledBackPercent: number,
  ) =>
    `${messages} operations of ${users} users, ${rate} a second, ${rolledBackPercent} % rolled back; ` +
    `at most ${inFlightLimit} in flight, each answered within ${duration(timeoutMs)}`,
  /** @param pass a pass through a failpoint; null where the fault begins at a time */
  episode: (name: string, beginMs: number, pass: string | null, forMs: number) =>
    `${name} at ${pass ?? `${duration(beginMs)} of the load`}` +
    (forMs > 0 ? ` for ${duration(forMs)}` : ""),
};
