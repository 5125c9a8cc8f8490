/** The port of the login role: a login in a transaction of the source, on any database. */
import type { LoginRequest } from "./message.ts";

export interface LoginStore<Tx> extends AsyncDisposable {
  /** Commits the work, or rolls it back and throws: `CommitError` where the outcome is not known. */
  begin<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Writes the login and locks the user's row until the transaction ends.
   *
   * @returns the number of this login in the commit order of its user; null for an unknown user
   */
  logIn(tx: Tx, request: LoginRequest): Promise<number | null>;
}
