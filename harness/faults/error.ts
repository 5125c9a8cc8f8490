import type { Fault } from "../lab.ts";
import { requestFault } from "./gateway.ts";

/** Half of the requests fail and never reach the service. */
export const serviceError = (target: string): Fault =>
  requestFault({
    name: `${target}-error`,
    summary: `half of the requests to ${target} are answered with 503 and never reach it`,
    target,
    trouble: { kind: "error", share: 0.5 },
  });
