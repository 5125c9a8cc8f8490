/** Roles `points` and `legacy`: each consumes all logins, at its own pace. */
import {
  amount,
  leave,
  openDatabase,
  openRole,
  point,
  ready,
  setting,
  sleep,
  stopped,
} from "../../harness/roles/role.ts";
import { handling, untilDone } from "../login_points/consume.ts";
import { grantOnce } from "../login_points/points.ts";
import { transport } from "../login_points/transport/mod.ts";

openRole();
const target = setting("TARGET", "points");
/** How long the system behind this role works on one login. */
const workMs = amount("WORK_MS", 0);
const sql = openDatabase({ url: setting("TARGET_URL"), max: 8 });
const receiver = transport.openReceiver({ group: setting("GROUP") });

await receiver.run(handling(sql, async (message) => {
  await point("after-deliver", { ops: [message.op] });
  await sleep(workMs);
  await untilDone(() => grantOnce(sql, message, target));
}));
ready();
await stopped;
await leave(receiver, sql);
