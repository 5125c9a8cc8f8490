/** Events that cannot have happened: only this role brings them about, and it did not run. */
export interface Movement {
  readonly role: string;
  readonly kind: string;
  /** For effects: the target, where it is known. */
  readonly target: string | null;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The operation of the first one. */
  readonly firstOp: number;
}
