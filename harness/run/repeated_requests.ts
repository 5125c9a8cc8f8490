import { redelivery } from "../contract/hazards.ts";
import type { Environment } from "./environment.ts";

/** Records each operation whose request reached a called role more than once. */
export async function recordRepeats(
  { httpProxies, recorder: { record } }: Pick<Environment, "httpProxies" | "recorder">,
): Promise<void> {
  for (const [role, proxy] of Object.entries(httpProxies)) {
    const source = `requests to ${role}`;
    for (const { op, count } of await proxy.repeated()) {
      record({ kind: "hazard", name: redelivery.name, op, count, source });
    }
  }
}
