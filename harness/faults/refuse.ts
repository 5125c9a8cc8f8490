import type { Fault } from "../lab.ts";
import { requestFault } from "./gateway.ts";

/** Users who are blocked: what is refused for good may be set aside, and nothing else. */
export const serviceRefuse = (target: string): Fault =>
  requestFault({
    name: `${target}-refuse`,
    summary: `a fifth of the users is refused by ${target} for good (403)`,
    target,
    trouble: { kind: "refuse", share: 0.2 },
    namesOps: true,
  });
