/** What is seen of a role's work in the data: which events of the audit, and in which server. */
export interface Trace {
  readonly kind: "commit" | "marked" | "stored" | "effect";
  /** Of an effect: the target that only this role applies to. */
  readonly target?: string;
  /** The server in which it is seen. */
  readonly server: string;
}
