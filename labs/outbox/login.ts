/** Role `login`: the message is a row, written in the transaction it tells of. */
import { serveLogins } from "../login_points/login.ts";
import type { LoggedIn } from "../login_points/message.ts";

await serveLogins(async (tx, login) => {
  const message: LoggedIn = {
    messageId: crypto.randomUUID(),
    type: "LoggedIn",
    op: login.op,
    user: login.user,
    seq: login.seq,
    points: login.points,
    note: login.note,
  };
  const [{ id }] = await tx<[{ id: bigint }]>`
    insert into outbox (message_id, message_type, message_key, payload)
    values (${message.messageId}, ${message.type}, ${message.user}, ${JSON.stringify(message)})
    returning id`;
  return id;
});
