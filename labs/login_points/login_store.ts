/** The port of the login role: a login in a transaction of the source, whichever database that is. */
import type { LoginRequest } from "./message.ts";

export interface LoginStore<Tx> extends AsyncDisposable {
  /** Commits what `work` did, or rolls it back and throws. `CommitError` where the end is not known. */
  begin<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Writes the login, and holds the user's row until the end: resolves with the number of this login in
   * the commit order of its user; null where there is no such user.
   */
  logIn(tx: Tx, request: LoginRequest): Promise<number | null>;
}
