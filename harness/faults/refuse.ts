import { isCalledForUsers } from "../contract/capabilities.ts";
import { onRequests } from "./on_requests.ts";

/** The service refuses all operations of blocked users. Only these operations may be set aside. */
export const refuse = onRequests("refuse", {
  name: (role) => `${role}-refuse`,
  summary: (role) => `a fifth of the users is refused by ${role} for good (403)`,
  needs: isCalledForUsers,
  trouble: { kind: "refuse", share: 0.2 },
  namesOps: true,
});
