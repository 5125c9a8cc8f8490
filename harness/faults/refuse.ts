import { onRequests } from "./on_requests.ts";

/** Blocked users: their operations are refused for good and may be set aside, and no others. */
export const refuse = onRequests("refuse", {
  name: (role) => `${role}-refuse`,
  summary: (role) => `a fifth of the users is refused by ${role} for good (403)`,
  trouble: { kind: "refuse", share: 0.2 },
  namesOps: true,
});
