/** Waits until a fault that strikes bytes or messages has touched some: an earlier end proves nothing. */
import type { FaultContext } from "../contract/lab.ts";
import { sleep } from "../timer.ts";

/** The longest wait. */
const patienceMs = 5_000;
const askMs = 20;

/** Resolves when the fault touched something, when nothing more is sent, or when the time is over. */
export async function untilTouched(
  context: FaultContext,
  touched: () => Promise<number>,
): Promise<void> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline;) {
    if (await touched() > 0) return;
    if (context.isLoadOver() && !await context.isUnderWay().catch(() => true)) return;
    await sleep(askMs);
  }
}
