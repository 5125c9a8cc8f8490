/** Wrong choices for a run: one sentence, exit code 64, and nothing is started. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";

const date = "a date from 1970 to 2099 like 2026-03-28";
const zone = "a time zone like Europe/Berlin";
const time = "a time like 19:00";
const days = "a whole number from 3 to 10";
const quietDay = "one of the 3 days, from 1 to 3, or 0 for none";
const seoul = "did you mean 'Asia/Seoul'?";

/** The words after `asynclab`, and what it says. */
const cases: readonly [words: string, sentence: string][] = [
  [
    "run batch --format yaml",
    "There is no format 'yaml' in batch. Did you mean 'xml'? There is: csv, fixed, kv, json, xml",
  ],
  ["run batch --format CSV", "There is no format 'CSV' in batch. There is: csv, "],
  ["run batch --transfer ftp", "There is no transfer 'ftp' in batch. Did you mean 'sftp'? "],
  ["run batch --days 2", `--days cannot be '2'; it must be ${days}\n`],
  ["run batch --days 11", `--days cannot be '11'; it must be ${days}\n`],
  ["run batch --days 3.5", `--days cannot be '3.5'; it must be ${days}\n`],
  ["run batch --days=", `--days cannot be ''; it must be ${days}\n`],
  ["run batch --quiet-day 11", `--quiet-day cannot be '11'; it must be ${quietDay}\n`],
  ["run batch --quiet-day 5", `--quiet-day cannot be '5'; it must be ${quietDay}\n`],
  [
    "run batch --quiet-day 5 --days 4",
    "--quiet-day cannot be '5'; it must be one of the 4 days, from 1 to 4, or 0 for none\n",
  ],
  [
    "run batch/empty-day --quiet-day 0",
    "--quiet-day cannot be '0' for batch/empty-day; it must be 2",
  ],
  ["run batch --zone Mars/Olympus", `--zone cannot be 'Mars/Olympus'; it must be ${zone}`],
  ["run batch --zone europe/berlin", `--zone cannot be 'europe/berlin'; it must be ${zone}`],
  ["run batch --zone Asia/Soul", `--zone cannot be 'Asia/Soul'; it must be ${zone}; ${seoul}\n`],
  ["run batch --zone seoul", `--zone cannot be 'seoul'; it must be ${zone}; ${seoul}\n`],
  ["run batch --zone +09:00", `--zone cannot be '+09:00'; it must be ${zone}`],
  ["run batch --zone=", `--zone cannot be ''; it must be ${zone}`],
  [
    "run batch --start-date 2026-02-31",
    `--start-date cannot be '2026-02-31'; it must be ${date}`,
  ],
  [
    "run batch --start-date 2025-02-29",
    `--start-date cannot be '2025-02-29'; it must be ${date}`,
  ],
  ["run batch --start-date 28.03.2026", `--start-date cannot be '28.03.2026'; it must be ${date}`],
  ["run batch --start-date 2026-3-28", `--start-date cannot be '2026-3-28'; it must be ${date}`],
  ["run batch --start-date 9999-12-31", `--start-date cannot be '9999-12-31'; it must be ${date}`],
  ["run batch --start-date today", `--start-date cannot be 'today'; it must be ${date}`],
  ["run batch --schedule 25:00", `--schedule cannot be '25:00'; it must be ${time}`],
  ["run batch --schedule 24:00", `--schedule cannot be '24:00'; it must be ${time}`],
  ["run batch --schedule 7pm", `--schedule cannot be '7pm'; it must be ${time}`],
  ["run batch --schedule 19:00:00", `--schedule cannot be '19:00:00'; it must be ${time}`],
  ["run outbox --format csv", "outbox has no --format; batch has it"],
  ["run cdc/replica --zone Asia/Seoul", "cdc has no --zone; batch has it"],
  [
    "run batch/split-on-newline --format xml",
    "--format cannot be 'xml' for batch/split-on-newline; it must be csv",
  ],
  [
    "run batch/no-rename --transfer scp",
    "--transfer cannot be 'scp' for batch/no-rename; it must be sftp",
  ],
  ["run batch --format csv --format xml", "--format is given twice, as 'csv' and 'xml'; "],
  ["check batch --format yaml", "There is no format 'yaml' in batch. "],
  // A request of the API has the rows of many users: there is no user to refuse.
  ["run batch/api --chaos receiver-refuse", "There is no fault 'receiver-refuse'. "],
  ["run batch/api --format json", "batch/api has no --format; leave it out, or say batch/push\n"],
  [
    "run batch/api --transfer sftp",
    "batch/api has no --transfer; leave it out, or say batch/push\n",
  ],
  [
    "run batch/read-only --format csv",
    "batch/read-only has no --format; leave it out, or say batch/push\n",
  ],
  [
    "run batch/read-only --transfer scp --chaos worst-case",
    "batch/read-only has no --transfer; leave it out, or say batch/push\n",
  ],
  [
    "run batch --crash sender:after-query",
    "Role sender does not run in batch/push; say producer:after-query, or batch/api\n",
  ],
  [
    "run batch --hold receiver:after-load-before-commit@1=1s",
    "Role receiver does not run in batch/push; say batch/api\n",
  ],
  [
    "run batch/api --crash loader:after-scan",
    "Role loader does not run in batch/api; say batch/push, or batch/pull, or batch/empty-day\n",
  ],
  [
    "run batch --crash loader:mid-upload",
    "There is no failpoint 'mid-upload' of loader; say producer:mid-upload, or one of loader: ",
  ],
  ["check batch --days 2", `--days cannot be '2'; it must be ${days}\n`],
  ["check batch --quiet-day 4", `--quiet-day cannot be '4'; it must be ${quietDay}\n`],
  ["check polling --zone Asia/Seoul", "polling has no --zone; batch has it"],
];

Deno.test("a wrong choice is refused with one sentence before anything starts", async (t) => {
  await using here = await folder();
  const ends = await here.inOneProcess(cases.map(([words]) => words.split(" ")));
  for (const [i, [words, sentence]] of cases.entries()) {
    await t.step(`asynclab ${words}`, () => {
      const { code, stdout, stderr } = ends[i];
      assert(stderr.startsWith(`asynclab: ${sentence}`), stderr);
      assert.deepEqual([code, stdout, stderr.split("\n").length], [64, "", 2], stderr);
    });
  }
  assert.deepEqual(await Array.fromAsync(Deno.readDir(here.path)), []);
});
