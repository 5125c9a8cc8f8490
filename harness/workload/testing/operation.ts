/** For tests: the body of an operation, with all its values. */
import type { OperationValues } from "../../contract/operation.ts";

export const operation = ({ key, value, filler, ...values }: OperationValues) => ({
  ...values,
  user: key,
  points: Number(value),
  note: filler,
});
