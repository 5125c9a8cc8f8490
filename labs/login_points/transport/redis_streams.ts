/** Redis streams: entries stay, and a group keeps each delivered entry pending until it is acknowledged. */
import { setting } from "../../../harness/roles/role.ts";
import { openRedisSender } from "./redis.ts";
import { openGroupReceiver } from "./redis_group.ts";
import type { Transport } from "./transport.ts";

export const redisStreams: Transport = {
  openSender(options) {
    const topic = setting("TOPIC");
    return openRedisSender(
      (
        { messageId, type, key, body },
      ) => ["xadd", topic, "*", "id", messageId, "type", type, "key", key, "body", body],
      options,
    );
  },
  openReceiver: openGroupReceiver,
};
