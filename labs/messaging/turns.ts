/** Sends of one user follow the order of the user's commits, although logins run concurrently. */
import type { LoggedIn } from "../login_points/message.ts";

interface Turn {
  readonly before: Promise<void>;
  readonly end: () => void;
}

export class Turns {
  #last = new Map<string, Promise<void>>();
  #open = new Map<string, Turn>();

  /** Takes the last place in the user's line. Call it in the transaction, which locks the user's row. */
  take({ user, messageId }: LoggedIn): void {
    this.#open.set(messageId, this.#lineUp(user));
  }

  #lineUp(user: string): Turn {
    const before = this.#last.get(user) ?? Promise.resolve();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    // If a login gives its place up early, the logins behind it still wait for the logins before it.
    const through = before.then(() => ended);
    this.#last.set(user, through);
    void through.then(() => this.#last.get(user) === through && this.#last.delete(user));
    return { before, end };
  }

  /** Does the work after all earlier work of the user; then the next login has its turn. */
  async inTurn(message: LoggedIn, work: () => Promise<void>): Promise<void> {
    const turn = this.#open.get(message.messageId)!;
    await turn.before;
    try {
      await work();
    } finally {
      this.give(message);
    }
  }

  /** Gives the place up: the login rolled back, or its outcome is not known. */
  give({ messageId }: LoggedIn): void {
    this.#open.get(messageId)?.end();
    this.#open.delete(messageId);
  }

  /** Does work that belongs to no login, after all logins that are now in the user's line. */
  async behind(user: string, work: () => Promise<void>): Promise<void> {
    const { before, end } = this.#lineUp(user);
    await before;
    try {
      await work();
    } finally {
      end();
    }
  }
}
