/** Role `login`: writes the message as an outbox row, in the transaction of the login. */
import { openRole } from "../../harness/roles/role.ts";
import { openSource, serveLogins } from "../login_points/login.ts";
import { loginsOn } from "../login_points/postgres/login_store.ts";

openRole();
await serveLogins(loginsOn(openSource()), {
  async inside(tx, message) {
    const [{ id }] = await tx<[{ id: bigint }]>`
      insert into outbox (message_id, message_type, message_key, payload)
      values (${message.messageId}, ${message.type}, ${message.user}, ${JSON.stringify(message)})
      returning id`;
    return id;
  },
});
