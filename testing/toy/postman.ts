/** Role `postman`: carries letters from the mailbox to the letterbox, and stamps them. */
import { join } from "node:path";
import {
  choice,
  id,
  idle,
  now,
  openClock,
  openRole,
  point,
  ready,
  record,
  setting,
  stopping,
} from "../../harness/roles/role.ts";
import { lettersIn } from "./folder.ts";
import type { Delivered, Posted } from "./letter.ts";

openRole();
const folder = setting("MAILBOX_URL");
const paper = setting("PAPER");
const looks = choice("MEMORY", { "letterbox": true, "none": false }, "letterbox");
const delivered = await lettersIn<Delivered>(folder, "delivered");
const known = new Set(looks ? delivered.map(({ letter }) => letter) : []);
let n = delivered.length;

/** With a clock he carries letters only in the evening. */
const clock = setting("ASYNCLAB_CLOCK", "") === "" ? null : openClock();
const evening = Number(setting("EVENING", "19"));
const isHisTime = async () =>
  clock === null || (await clock.now()).instant.toZonedDateTimeISO("UTC").hour >= evening;

ready();
while (!stopping.aborted) {
  if (!await isHisTime()) {
    await idle(5);
    continue;
  }
  for (const letter of await lettersIn<Posted>(folder, "posted")) {
    if (!known.has(letter.letter)) await deliver(letter);
  }
  await idle(20);
}
Deno.exit(0);

async function deliver(posted: Posted): Promise<void> {
  // A letter on another paper or with a wrong share is never delivered.
  if (posted.paper !== paper || !(posted.share >= 0 && posted.share < 1)) return;
  record([{ at: now(), kind: "deliver", op: posted.letter, role: id }]);
  const letter: Delivered = { ...posted, n: ++n, at: Date.now() };
  await append("delivered", letter);
  await point("after-deliver", { ops: [posted.letter] });
  await append("stamped", posted);
  known.add(posted.letter);
}

function append(file: string, value: unknown): Promise<void> {
  return Deno.writeTextFile(join(folder, file), JSON.stringify(value) + "\n", { append: true });
}
