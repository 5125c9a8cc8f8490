import assert from "node:assert/strict";
import { join } from "node:path";

const script = join(import.meta.dirname!, "side_by_side.ts");
const tasks = {
  good: "sleep 0.5 && echo seen",
  bad: "echo wrong >&2 && exit 3",
  other: "echo too",
  red:
    "echo fine && echo ' ERRORS ' && echo 'adds => wrong sum' && echo 'FAILED | 1 passed' && exit 1",
};

async function sideBySide(...names: string[]): Promise<{ code: number; lines: string[] }> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(dir, "deno.json"), JSON.stringify({ tasks }));
    const args = ["run", "-A", script, ...names];
    const { code, stdout } = await new Deno.Command(Deno.execPath(), { args, cwd: dir }).output();
    return { code, lines: new TextDecoder().decode(stdout).trim().split("\n") };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("when a task fails, the others still end, and the exit code is 1", async () => {
  const { code, lines } = await sideBySide("bad", "good");
  assert.deepEqual([code, lines.sort()], [1, ["[bad] wrong", "[good] seen"]]);
});

Deno.test("when all tasks pass, the exit code is 0", async () => {
  const { code, lines } = await sideBySide("good", "other");
  assert.deepEqual([code, lines.sort()], [0, ["[good] seen", "[other] too"]]);
});

Deno.test("tasks after `then` begin when the tasks before it have ended, even if a task failed", async () => {
  assert.deepEqual(await sideBySide("good", "then", "other"), {
    code: 0,
    lines: ["[good] seen", "[other] too"],
  });
  assert.deepEqual(await sideBySide("bad", "then", "other"), {
    code: 1,
    lines: ["[bad] wrong", "[other] too"],
  });
});

Deno.test("all failures are printed again after the last line of the last task", async () => {
  const { code, lines } = await sideBySide("red", "then", "good");
  assert.deepEqual([code, lines], [1, [
    "[red] fine",
    "[red]  ERRORS ",
    "[red] adds => wrong sum",
    "[red] FAILED | 1 passed",
    "[good] seen",
    "",
    "All failures again:",
    "[red]  ERRORS ",
    "[red] adds => wrong sum",
  ]]);
});
