/** `asynclab batch resend` asks for a business day again while a run goes on. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";

const date = "2026-03-28";

Deno.test("a day that was sent is sent again by hand, and no row takes effect twice", async () => {
  await using here = await folder();
  const resend = (...words: string[]) => here.asynclab("batch", "resend", "--date", ...words);
  const run = here.start("run", "batch", "--runtime", "local", "--duration", "9s", "--rate", "40");
  let ended = false;
  const status = run.status.finally(() => ended = true);
  let rows = 0;
  while (!ended && rows === 0) {
    const { code, stdout, stderr } = await resend(date);
    if (code === 0) rows = Number(/^(\d+) rows of 2026-03-28 asked for again/.exec(stdout)?.[1]);
    else assert.equal(code, 64, stderr);
  }
  assert(rows > 0, `${rows} rows`);
  assert.equal((await status).code, 0);

  const [name] = await here.runs();
  const audit = await Deno.readTextFile(
    `${here.path}/.asynclab/runs/${name}/history/audit.jsonl`,
  );
  const loaded = audit.split("\n").filter(Boolean).map((line) => JSON.parse(line))
    .filter((event) => event.kind === "file" && event.state === "loaded" && event.date === date);
  assert(loaded.length >= 2, `${loaded.length} attempts were loaded`);

  const text = await Deno.readTextFile(`${here.path}/.asynclab/runs/${name}/result.json`);
  const { businessDays: { zone, days } } = JSON.parse(text);
  const day = days.find((one: { date: string }) => one.date === date);
  assert.deepEqual([zone, day.hours, day.timing], ["Asia/Seoul", 24, "in time"]);
  assert(day.requests.byHand >= 1, JSON.stringify(day.requests));
  assert.equal(day.files.length, loaded.length);

  for (const [word, sentence] of [["2026-02-30", /cannot be '2026-02-30'/], [date, /No run/]]) {
    const { code, stderr } = await resend(word as string);
    assert.equal(code, 64);
    assert.match(stderr, sentence as RegExp);
  }
});
