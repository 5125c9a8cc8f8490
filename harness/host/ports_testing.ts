/** For tests: a port that nobody listens on. */
import { freePort, releasePorts } from "./ports.ts";

export function portForTest(): number {
  const run = `test-${crypto.randomUUID()}`;
  const port = freePort(run);
  releasePorts(run);
  return port;
}
