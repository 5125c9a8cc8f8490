/** The evidence of a role's work in the data: events of the audit, and their server. */
export interface Trace {
  readonly kind: "commit" | "marked" | "stored" | "effect";
  /** For effects: the target that only this role applies to. */
  readonly target?: string;
  /** The server that shows it. */
  readonly server: string;
}
