/**
 * The failure log of a producer, in the source: messages that could not be sent, in order per user.
 * While a user has a message in the log, the user's later messages go behind it: otherwise they would
 * overtake it.
 */
import { type Database, idle, stopping } from "../../harness/roles/role.ts";
import type { LoggedIn } from "../login_points/message.ts";
import { untilWritten } from "../login_points/until_written.ts";
import { Refused } from "../login_points/transport/transport.ts";
import type { Turns } from "./turns.ts";

const batchRows = 200;
const pollMs = 100;

export type Send = (messages: readonly LoggedIn[], attempt: number) => Promise<void>;

export class Unsent {
  /** Users with rows in the log. */
  #users = new Set<string>();
  /** True after a failed send: later logins skip the send, so that they do not wait for the same failure. */
  #away = false;
  readonly #sql: Database;
  readonly #turns: Turns;
  readonly #send: Send;

  constructor(sql: Database, turns: Turns, send: Send) {
    this.#sql = sql;
    this.#turns = turns;
    this.#send = send;
  }

  /** Loads the rows that an earlier process left. Call it before the first login. */
  async load(): Promise<void> {
    const rows = await this.#sql<{ user: string }[]>`
      select distinct user_id as user from unsent where status = 'WAITING'`;
    for (const { user } of rows) this.#users.add(user);
  }

  /** Sends the message, or writes it to the log; resolves when either is done. Call it in the user's turn. */
  async sendOrKeep(message: LoggedIn): Promise<void> {
    if (this.#away || this.#users.has(message.user)) return await this.#keep(message, "behind");
    try {
      await this.#send([message], 1);
    } catch (error) {
      const { message: reason } = error as Error;
      if (error instanceof Refused) return await this.#setAside(message, reason);
      this.#away = true;
      await this.#keep(message, reason);
    }
  }

  async #keep(message: LoggedIn, reason: string): Promise<void> {
    this.#users.add(message.user);
    await this.#write(message, "WAITING", reason);
  }

  /** The broker will never take the message: it is kept, so that people can see it. */
  #setAside = (message: LoggedIn, reason: string) => this.#write(message, "REFUSED", reason);

  async #write(message: LoggedIn, status: string, reason: string): Promise<void> {
    const { messageId, user, seq, op } = message;
    await untilWritten.execute(() =>
      this.#sql`
        insert into unsent (message_id, user_id, seq, op, payload, status, reason)
        values (${messageId}, ${user}, ${seq}, ${op}, ${JSON.stringify(message)}, ${status},
          ${reason})
        on conflict (message_id) do update set status = excluded.status, reason = excluded.reason`
    );
  }

  /** Sends the waiting messages, in order per user, until SIGTERM. */
  async redrive(): Promise<void> {
    while (!stopping.aborted) {
      try {
        if (this.#users.size > 0 && await this.#redriveSome()) continue;
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
      }
      await idle(pollMs);
    }
  }

  async #redriveSome(): Promise<boolean> {
    const rows = await this.#sql<{ payload: string; attempts: number }[]>`
      update unsent set attempts = attempts + 1 where message_id in (
        select message_id from unsent where status = 'WAITING' order by user_id, seq
        limit ${batchRows})
      returning payload, attempts`;
    const messages = rows.map(({ payload }): LoggedIn => JSON.parse(payload))
      .sort((a, b) => a.user.localeCompare(b.user) || a.seq - b.seq);
    if (messages.length > 0) {
      await this.#sendAll(messages, Math.max(...rows.map(({ attempts }) => attempts)));
    }
    this.#away = false;
    const users = new Set(messages.length > 0 ? messages.map(({ user }) => user) : this.#users);
    await Promise.all([...users].map((user) => this.#turns.behind(user, () => this.#settle(user))));
    return messages.length > 0;
  }

  async #sendAll(messages: readonly LoggedIn[], attempt: number): Promise<void> {
    try {
      await this.#send(messages, attempt);
      await this.#forget(messages);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // One of them is poison: send the others without it.
      for (const message of messages) await this.#sendOne(message, attempt);
    }
  }

  async #sendOne(message: LoggedIn, attempt: number): Promise<void> {
    try {
      await this.#send([message], attempt);
      await this.#forget([message]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await this.#setAside(message, error.message);
    }
  }

  async #forget(messages: readonly LoggedIn[]): Promise<void> {
    await this.#sql`
      delete from unsent where message_id = any(${messages.map((m) => m.messageId)}::uuid[])`;
  }

  /** Runs in the user's turn, so that no login of the user writes a row meanwhile. */
  async #settle(user: string): Promise<void> {
    const [left] = await this.#sql`
      select 1 from unsent where user_id = ${user} and status = 'WAITING' limit 1`;
    if (left === undefined) this.#users.delete(user);
  }
}
