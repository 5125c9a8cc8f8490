import type { FaultContext } from "../contract/lab.ts";
import { sleep } from "../timer.ts";

const firstMs = 20_000;
const askMs = 20;

/** Waits until the data shows the role's first work: an earlier fault has nothing to lose or change. */
export async function untilMoved(context: FaultContext, role = ""): Promise<void> {
  for (const deadline = performance.now() + firstMs; performance.now() < deadline;) {
    if (await context.moved(role).catch(() => 0) !== 0 || context.isLoadOver()) return;
    await sleep(askMs);
  }
}
