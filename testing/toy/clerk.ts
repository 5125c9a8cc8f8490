/** Role `clerk`: takes letters and puts them into the mailbox, one after the other. */
import { join } from "node:path";
import { openRole, point, ready, setting, stopping } from "../../harness/roles/role.ts";
import { lettersIn } from "./folder.ts";
import type { Letter, Posted } from "./letter.ts";

openRole();
const folder = setting("MAILBOX_URL");
const counts = new Map<string, number>();
for (const { sender, seq } of await lettersIn<Posted>(folder, "posted")) counts.set(sender, seq);
let turn = Promise.resolve();

const server = Deno.serve({
  hostname: "127.0.0.1",
  port: Number(setting("LISTEN_PORT")),
  onListen: ready,
}, async (request) => {
  const letter: Letter = await request.json();
  const mine = turn.then(() => post(letter));
  turn = mine.catch(() => {});
  return await mine.then(
    () => new Response("posted"),
    (error) => Response.json({ reason: error.message }, { status: 503 }),
  );
});
stopping.addEventListener("abort", () => server.shutdown());
await server.finished;
Deno.exit(0);

async function post(letter: Letter): Promise<void> {
  const seq = (counts.get(letter.sender) ?? 0) + 1;
  const posted: Posted = { ...letter, seq, at: Date.now() };
  // `create: false`: a mailbox that a fault moved away must not be created again.
  const line = JSON.stringify(posted) + "\n";
  await Deno.writeTextFile(join(folder, "posted"), line, { append: true, create: false });
  counts.set(letter.sender, seq);
  await point("after-post", { ops: [letter.letter] });
}
