/** How a fault on roles is called: by the part, and also by each role that plays it. */
import type { Thing } from "../contract/capability.ts";
import type { Alias } from "../contract/lab.ts";

type Length = Omit<Alias, "name">;

/** The same pattern on each other name of the thing. */
export const onAliases = ({ aliases }: Thing, pattern: (name: string) => string): Alias[] =>
  aliases.map((name) => ({ name: pattern(name) }));

/** On each name of the thing, for so long. */
export const onNames = (
  { name, aliases }: Thing,
  pattern: (name: string) => string,
  length: Length = {},
): Alias[] => [name, ...aliases].map((name) => ({ name: pattern(name), ...length }));
