import { ExponentialBackoff, handleAll, retry } from "cockatiel";

/** What came of a call or a send is written down, for as long as that takes: else it is lost. */
export const untilWritten = retry(handleAll, {
  maxAttempts: Infinity,
  backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }),
});
