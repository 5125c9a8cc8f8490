import { onRequests } from "./on_requests.ts";

/** Half of the requests fail and never reach the service. */
export const answerError = onRequests("error", {
  name: (role) => `${role}-error`,
  summary: (role) => `half of the requests to ${role} are answered with 503 and never reach it`,
  makes: "away",
  trouble: { kind: "error", share: 0.5 },
});
