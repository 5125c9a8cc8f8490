import { calleeAway, unacknowledgedEffect } from "../contract/hazards.ts";
import { onRequests } from "./on_requests.ts";

/** The hardest case: the work is done, and the caller does not know. */
export const loseAnswer = onRequests("lose-answer", {
  name: () => "timeout-after-effect",
  summary: (role) =>
    `a third of the requests to ${role} take effect, and their answers never arrive`,
  makes: [unacknowledgedEffect, calleeAway],
  trouble: { kind: "withhold", share: 0.33 },
});
