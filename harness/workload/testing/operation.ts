/** For tests: an operation with all drawn values. */
import type { Drawn } from "../../contract/operation.ts";

export const operation = ({ key, value, filler, ...drawn }: Drawn) => ({
  ...drawn,
  user: key,
  points: Number(value),
  note: filler,
});
