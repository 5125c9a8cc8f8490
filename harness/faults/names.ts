/** How a fault on roles is called: by the part, and also by each role that plays it. */
import type { Thing } from "../contract/capability.ts";

/** The same pattern on each other name of the thing. */
export const onAliases = ({ aliases }: Thing, pattern: (name: string) => string): string[] =>
  aliases.map(pattern);

/** On each name of the thing. */
export const onNames = ({ name, aliases }: Thing, pattern: (name: string) => string): string[] =>
  [name, ...aliases].map(pattern);
