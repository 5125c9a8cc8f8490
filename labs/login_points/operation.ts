/** A login that earns points, as the login service takes it. */
import type { OperationValues } from "../../harness/contract/operation.ts";
import type { LoginRequest } from "./message.ts";

export const operation = (
  { op, key, value, rollback, thinkMs, filler }: OperationValues,
): LoginRequest => ({ op, user: key, points: Number(value), rollback, thinkMs, note: filler });
