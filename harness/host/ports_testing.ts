/** For tests: a port on which nothing listens. */
import { freePort, releasePorts } from "./ports.ts";

export function portForTest(): number {
  const run = `test-${crypto.randomUUID()}`;
  const port = freePort(run);
  releasePorts(run);
  return port;
}
