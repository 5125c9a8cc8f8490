import { type Database, openDatabase } from "./database.ts";
import type { Access } from "../../contract/lab.ts";
import { auditMs, goodbyeMs, questionMs } from "../../limits.ts";
import { within } from "../../timer.ts";

/** Distinguishes the harness's own sessions from all others. */
export const harnessName = "asynclab-harness";

export interface Client extends AsyncDisposable {
  readonly sql: Database;
  /** Rejects where the work takes longer than the limit; a server stopped with SIGSTOP never answers. */
  within<T>(limitMs: number, work: Promise<T>): Promise<T>;
}

/** Connects at first use, and reconnects by itself after the server was away. */
export function openClient(
  { endpoint, user, password }: Access,
  database: string,
  options: { max?: number; role?: string } = {},
): Client {
  const sql = openDatabase({
    url: `postgres://${user}:${password}@${endpoint.host}:${endpoint.port}/${database}`,
    applicationName: harnessName,
    queryTimeoutMs: questionMs,
    pageTimeoutMs: auditMs,
    ...options,
  });
  return {
    sql,
    within: withinLimit,
    // A server that is gone does not answer: at the limit, work that waits for it is given up.
    [Symbol.asyncDispose]: () => withinLimit(goodbyeMs, sql[Symbol.asyncDispose]()).catch(() => {}),
  };
}

const withinLimit = <T>(limitMs: number, work: Promise<T>): Promise<T> =>
  within(limitMs, work, `the database did not answer within ${limitMs / 1000} s`);
