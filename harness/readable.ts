/** What the servers hold when all is over, or one sentence that it cannot be read. */
import { unavailable } from "./errors.ts";

/**
 * Passes on what comes; half of it is no truth to judge by. `ask` is any question to the same servers.
 *
 * @throws Refusal (69) where reading fails and the servers do not answer `ask` either; where they do
 * the fault is ours, and its error is thrown
 */
export async function* readable<T>(
  events: AsyncIterable<T>,
  ask: () => Promise<unknown>,
): AsyncGenerator<T> {
  try {
    yield* events;
  } catch (error) {
    const silence = await ask().then(() => null, (e: Error) => e);
    if (silence === null) throw error;
    throw unavailable(
      `What the servers hold cannot be read, so nothing is judged: ${silence.message}`,
      error,
    );
  }
}
