import assert from "node:assert/strict";
import { join } from "node:path";

/** Runs this program; it gets SIGTERM when it says `up`. */
async function run(
  program: string,
): Promise<{ code: number; signal: string | null; said: string; events: boolean }> {
  const dir = await Deno.makeTempDir();
  try {
    const events = join(dir, "events.jsonl");
    const config = join(import.meta.dirname!, "../../deno.json");
    const script = `
      import * as role from "${import.meta.resolve("./role.ts")}";
      ${program}
      console.log("up");
      await new Promise((resolve) => setTimeout(resolve, 10_000));`;
    const args = ["eval", "--quiet", "--no-check", "--config", config, script];
    const env = { ASYNCLAB_EVENTS: events };
    const child = new Deno.Command(Deno.execPath(), { args, env, stdout: "piped", stderr: "piped" })
      .spawn();
    let said = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.endsWith("up\n")) child.kill("SIGTERM");
    }
    said += await new Response(child.stderr).text();
    const { code, signal } = await child.status;
    const opened = await Deno.stat(events).then(() => true, () => false);
    return { code, signal, said, events: opened };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("importing role.ts handles no signal and opens nothing", async () => {
  const { signal, events } = await run("role.stopping;");
  assert.deepEqual([signal, events], ["SIGTERM", false]);
});

Deno.test("an open role handles SIGTERM itself and has opened its file of events", async () => {
  const { code, signal, events } = await run(`
    role.openRole();
    role.stopping.addEventListener("abort", () => Deno.exit(7));`);
  assert.deepEqual([code, signal, events], [7, null, true]);
});

Deno.test("a role that is not open cannot be ready: its SIGTERM would be lost", async () => {
  const { code, said } = await run("role.ready();");
  assert.equal(code, 1);
  assert.match(said, /A role must call openRole\(\) first/);
});
