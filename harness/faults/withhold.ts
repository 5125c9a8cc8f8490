import type { Fault } from "../lab.ts";
import { requestFault } from "./gateway.ts";

/** The cruel one: done, and nobody knows. */
export const timeoutAfterEffect: Fault = requestFault({
  name: "timeout-after-effect",
  summary: "a third of the requests to points take effect, and their answers never arrive",
  target: "points",
  trouble: { kind: "withhold", share: 0.33 },
});
