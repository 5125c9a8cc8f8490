/** The names of a fault on roles: by the kind of role, and also by each role of this kind. */
import type { Thing } from "../contract/capability.ts";
import type { Alias } from "../contract/lab.ts";

type Length = Omit<Alias, "name">;

/** The pattern applied to each alias of the thing. */
export const onAliases = ({ aliases }: Thing, pattern: (name: string) => string): Alias[] =>
  aliases.map((name) => ({ name: pattern(name) }));

/** The pattern applied to the name and to each alias of the thing, with this duration. */
export const onNames = (
  { name, aliases }: Thing,
  pattern: (name: string) => string,
  length: Length = {},
): Alias[] => [name, ...aliases].map((name) => ({ name: pattern(name), ...length }));
