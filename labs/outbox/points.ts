/** Role `points`: consumes the topic and grants; the acknowledgement comes after the effect. */
import {
  choice,
  leave,
  openDatabase,
  openRole,
  point,
  ready,
  setting,
  stopped,
} from "../../harness/roles/role.ts";
import { handling, untilDone } from "../login_points/consume.ts";
import { grant, grantOnce } from "../login_points/points.ts";
import { transport } from "../login_points/transport/mod.ts";

openRole();
const sql = openDatabase({ url: setting("TARGET_URL"), max: 8 });
const apply = choice("DEDUP", { "table": grantOnce, "none": grant }, "table");
const receiver = transport.openReceiver({ group: setting("GROUP") });

await receiver.run(handling(sql, async (message) => {
  await point("after-deliver", { ops: [message.op] });
  await untilDone(() => apply(sql, message));
}));
ready();
await stopped;
await leave(receiver, sql);
