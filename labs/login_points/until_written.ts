import { ExponentialBackoff, handleAll, retry } from "cockatiel";

/** Retries until the database has the outcome of a call or a send: otherwise the outcome is lost. */
export const untilWritten = retry(handleAll, {
  maxAttempts: Infinity,
  backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }),
});
