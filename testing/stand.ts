/** For tests: starts a lab's servers and roles without a load. */
import { join } from "node:path";
import { makePlan } from "../harness/plan/make_plan.ts";
import type { Lab } from "../harness/contract/lab.ts";
import { ownServers } from "../harness/run/provide_servers.ts";
import { local } from "../harness/servers/local.ts";
import { type Environment, setUp, Suspects } from "../harness/run/environment.ts";

/** Starts the servers and roles of a variant. Disposing stops them. */
export async function stand(lab: Lab, variant: string): Promise<Environment & AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  try {
    const runDir = await Deno.makeTempDir({ prefix: "asynclab-test-" });
    stack.defer(() => Deno.remove(runDir, { recursive: true }));
    for (const folder of ["history", "logs"]) await Deno.mkdir(join(runDir, folder));
    const run = `test-${crypto.randomUUID().slice(0, 8)}`;
    const options = {
      plan: makePlan(run, lab, variant, {}),
      lab,
      runtime: local,
      provideServers: ownServers(local),
      runDir,
      say: () => {},
      onState: () => {},
      onEvent: () => {},
      signal: new AbortController().signal,
      suspects: new Suspects(lab, variant),
      giveUp: (error: unknown) => {
        throw error;
      },
    };
    const environment = await setUp(options, () => {}, stack);
    return { ...environment, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
