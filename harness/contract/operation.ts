/** What an operation carries: a lab names a module that says it, for the load runs in a thread of its own. */

/** An operation as it was drawn. */
export interface Drawn {
  /** Dense, from 0. */
  readonly op: number;
  /** What its order is kept by: a user. */
  readonly key: string;
  /** A whole number from 1 to 1000, as text. */
  readonly value: string;
  /** The business rolls it back. */
  readonly rollback: boolean;
  /** How long its transaction stays open, in milliseconds. */
  readonly thinkMs: number;
  /** A text to carry that makes its message too large for a broker; undefined for most. */
  readonly filler?: string;
}

/** The module that `Lab.operation` names. Its functions know no clock and no server. */
export interface OperationModule {
  /** The body of the request, as JSON takes it. The audit must find its `op`, key and value again. */
  operation(drawn: Drawn): Readonly<Record<string, unknown>>;
}
