/** For tests: an operation that carries all that was drawn. */
import type { Drawn } from "../../contract/operation.ts";

export const operation = ({ key, value, filler, ...drawn }: Drawn) => ({
  ...drawn,
  user: key,
  points: Number(value),
  note: filler,
});
