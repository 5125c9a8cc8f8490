/** What is sent for one user follows the order of the user's commits, although logins run side by side. */
import type { LoggedIn } from "../login_points/message.ts";

interface Turn {
  readonly before: Promise<void>;
  readonly end: () => void;
}

export class Turns {
  #last = new Map<string, Promise<void>>();
  #open = new Map<string, Turn>();

  /** Takes a place behind those of the same user. In the transaction: it holds the user's row. */
  take({ user, messageId }: LoggedIn): void {
    this.#open.set(messageId, this.#lineUp(user));
  }

  #lineUp(user: string): Turn {
    const before = this.#last.get(user) ?? Promise.resolve();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    // A place that is given up early does not let those behind it pass those before it.
    const through = before.then(() => ended);
    this.#last.set(user, through);
    void through.then(() => this.#last.get(user) === through && this.#last.delete(user));
    return { before, end };
  }

  /** Does the work when those before have done theirs; then it is the next one's turn. */
  async inTurn(message: LoggedIn, work: () => Promise<void>): Promise<void> {
    const turn = this.#open.get(message.messageId)!;
    await turn.before;
    try {
      await work();
    } finally {
      this.give(message);
    }
  }

  /** Gives the place up: rolled back, or nobody knows. */
  give({ messageId }: LoggedIn): void {
    this.#open.get(messageId)?.end();
    this.#open.delete(messageId);
  }

  /** Work for a user that no login asked for, behind all that stand in line now. */
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
