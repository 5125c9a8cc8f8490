import { ExponentialBackoff, handleAll, retry } from "cockatiel";

/** Retries until the outcome of a call or a send is written down: otherwise the outcome is lost. */
export const untilWritten = retry(handleAll, {
  maxAttempts: Infinity,
  backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }),
});
