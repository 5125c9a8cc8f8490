/** Events of the audit that show the work of one role, and the server that they are read from. */
export interface Trace {
  readonly kind: "commit" | "marked" | "stored" | "effect";
  /** For effects: the target that only this role applies to. */
  readonly target?: string;
  /** The server that these events are read from. */
  readonly server: string;
}
