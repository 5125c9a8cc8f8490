/** Shared by the tests of local servers. */
import assert from "node:assert/strict";
import { Refusal } from "../../errors.ts";
import type { Provisioned, ProvisionRequest } from "../../contract/lab.ts";
import { exists } from "../../host/cache.ts";
import { local } from "../local.ts";
import { processesOf, runDataDir } from "../sweep.ts";

/** A request for a new run; `said` gets the lines of progress. Disposing removes its logs. */
export function request(
  over: Partial<ProvisionRequest> & Pick<ProvisionRequest, "services">,
): ProvisionRequest & Disposable & { said: string[] } {
  const logsDir = Deno.makeTempDirSync({ prefix: "asynclab-local-test-" });
  const said: string[] = [];
  return {
    run: `test-${crypto.randomUUID().slice(0, 8)}`,
    routes: {},
    logsDir,
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    ...over,
    said,
    [Symbol.dispose]: () => Deno.removeSync(logsDir, { recursive: true }),
  };
}

/** Starts the servers for one test; disposing checks that nothing is left. */
export async function provision(
  over: Parameters<typeof request>[0],
): Promise<Provisioned & { run: string }> {
  const asked = request(over);
  const provisioned = await local.provision(asked);
  return {
    ...provisioned,
    run: asked.run,
    async [Symbol.asyncDispose]() {
      using _logs = asked;
      await provisioned[Symbol.asyncDispose]();
      await assertNothingLeft(asked.run);
    },
  };
}

export async function assertNothingLeft(run: string): Promise<void> {
  assert.deepEqual(processesOf(run), []);
  assert.equal(await exists(runDataDir(run)), false);
}

export async function refusal(promise: Promise<unknown>): Promise<Refusal> {
  const error = await promise.then(() => null, (error) => error);
  assert.ok(error instanceof Refusal, `expected a Refusal: ${error}`);
  return error;
}
