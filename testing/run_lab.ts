/** For tests and benches: runs a lab once on new local servers. The lab need not be registered. */
import { join } from "node:path";
import { makePlan, type PlanWords } from "../harness/plan/make_plan.ts";
import type { HistoryEvent } from "../harness/history/event.ts";
import { type Facts, readHistory } from "../harness/history/read.ts";
import type { Lab } from "../harness/contract/lab.ts";
import type { Result } from "../harness/report/result.ts";
import { run } from "../harness/run/run.ts";
import { ownServers } from "../harness/run/provide_servers.ts";
import { local } from "../harness/servers/local.ts";

/** Resolves with the result, the events that the harness recorded, and the facts of the history. */
export async function runLab(
  lab: Lab,
  variant: string,
  words: PlanWords,
): Promise<{ result: Result; events: HistoryEvent[]; facts: Facts }> {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  const events: HistoryEvent[] = [];
  try {
    const name = `test-${crypto.randomUUID().slice(0, 8)}`;
    const { result } = await run({
      plan: makePlan(name, lab, variant, words),
      lab,
      runtime: local,
      provideServers: ownServers(local),
      runDir: join(dir, name),
      say: () => {},
      onState: () => {},
      onEvent: (event) => events.push(event),
      signal: new AbortController().signal,
    });
    return { result, events, facts: await readHistory(join(dir, name)) };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
