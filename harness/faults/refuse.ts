import { onRequests } from "./on_requests.ts";

/** Users who are blocked: what is refused for good may be set aside, and nothing else. */
export const refuse = onRequests("refuse", {
  name: (role) => `${role}-refuse`,
  summary: (role) => `a fifth of the users is refused by ${role} for good (403)`,
  trouble: { kind: "refuse", share: 0.2 },
  namesOps: true,
});
