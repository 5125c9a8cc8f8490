/** The business clock as a role asks it. */

export interface BusinessTime {
  readonly instant: Temporal.Instant;
  /** The time zone that this machine is set to. */
  readonly zone: string;
}

export interface RoleClock {
  /**
   * The business time now.
   *
   * @throws Error where the clock does not answer in time
   */
  now(): Promise<BusinessTime>;
}

const answerMs = 5_000;
/** After a freeze in the middle of a question, that question fails at once: it is asked again. */
const tries = 2;

export function clockAt(url: string): RoleClock {
  const ask = async (): Promise<BusinessTime> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerMs) });
    const { now, zone }: { now: string; zone: string } = await response.json();
    return { instant: Temporal.Instant.from(now), zone };
  };
  return {
    async now() {
      for (let left = tries - 1;; left--) {
        try {
          return await ask();
        } catch (error) {
          if (left > 0) continue;
          throw new Error(`The clock at ${url} did not answer: ${(error as Error).message}`, {
            cause: error,
          });
        }
      }
    },
  };
}
