/** `ASYNCLAB_POSTGRES` chooses the servers of a run; a run does not use warm servers of another choice. */
import assert from "node:assert/strict";
import { exitCode } from "../harness/errors.ts";
import { majorOf } from "../harness/services/postgres/versions.ts";
import { type Folder, folder } from "../testing/asynclab.ts";

const load = ["--messages", "60", "--rate", "60", "--seed", "7", "--runtime", "local"];
const name = "ASYNCLAB_POSTGRES";

/** An empty word chooses none. */
const choose = ({ env }: Folder, word: string) => void (env[name] = word);

const runIn = async (here: Folder) => {
  const { code, result, stderr } = await here.judged("sync", ...load);
  assert.equal(code, 0, stderr);
  const { source, target } = result.versions;
  return { majors: [source, target].map((version) => majorOf(version.split(" ")[1])), stderr };
};

Deno.test("a run uses the chosen version, and no warm servers of another version", async () => {
  await using here = await folder();
  choose(here, "");
  assert.equal((await here.asynclab("up", "sync", "--runtime", "local")).code, 0);
  choose(here, "18");
  const chosen = await runIn(here);
  assert.deepEqual(chosen.majors, [18, 18]);
  assert.match(
    chosen.stderr,
    /the warm postgres runs other programs: none was chosen at 'up', and now ASYNCLAB_POSTGRES is '18'; new servers are started/,
  );
  const { stdout } = await here.asynclab("doctor");
  assert.match(stdout, /^ok {6}postgres +18\.\S+ in \S+ \(ASYNCLAB_POSTGRES is '18'\)$/m);
  choose(here, "");
  assert.match((await runIn(here)).stderr, /warm servers/);
});

Deno.test("a chosen PostgreSQL that is missing ends a run with 69 and one sentence, and starts nothing", async () => {
  await using here = await folder();
  choose(here, "/no/postgres");
  const run = await here.asynclab("run", "sync", ...load);
  assert.equal(run.code, exitCode.unavailable);
  const sentence =
    "ASYNCLAB_POSTGRES is '/no/postgres', and neither it nor its bin has PostgreSQL's initdb";
  assert(run.stderr.includes(sentence), run.stderr);
  assert(!run.stderr.includes("starting"), run.stderr);
  const doctor = await here.asynclab("doctor");
  assert.equal(doctor.code, exitCode.unavailable);
  assert(doctor.stdout.includes(`missing postgres   ${sentence}`), doctor.stdout);
});
