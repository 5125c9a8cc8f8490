/** The body of an operation. A lab names a module that makes it, because the load runs in a thread of its own. */

import type { Choices } from "./choice.ts";

/** The random values of one operation. */
export interface OperationValues {
  /** The number of the operation: 0, 1, 2, … */
  readonly op: number;
  /** The key that orders messages: a user. */
  readonly key: string;
  /** A whole number from 1 to 1000, as text. */
  readonly value: string;
  /** The business rolls the operation back. */
  readonly rollback: boolean;
  /** How long the operation's transaction stays open, in milliseconds. */
  readonly thinkMs: number;
  /** A text that makes the operation's message too large for a broker; undefined for most operations. */
  readonly filler?: string;
  /** When it is to be sent, in milliseconds since the load began. */
  readonly plannedMs: number;
}

/** The load that an operation belongs to. */
export interface PlannedLoad {
  readonly durationMs: number;
  readonly choices: Choices;
}

/** The module that `Lab.operation` names. Its functions use no clock and no server. */
export interface OperationModule {
  /** The body of the request, as JSON values. The audit must find the `op`, key and value again. */
  operation(values: OperationValues, load: PlannedLoad): Readonly<Record<string, unknown>>;
}
