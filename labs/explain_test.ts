/** One twin of each lab on real servers: the explanation of its first anomaly reaches its mistake. */
import assert from "node:assert/strict";
import { folder } from "../testing/asynclab.ts";

/** By twin: the codes of the mistake that its worst case must show. */
const mistakes: Readonly<Record<string, readonly string[]>> = {
  // The position may be saved between the time of a commit and the moment at which others see it.
  "outbox/last-id": ["position-past-uncommitted", "passed-over", "passed-with-another"],
  "messaging/ignore-errors": ["failure-forgotten"],
  "sync/retry-without-key": ["called-again"],
  "thread/before-commit": ["sent-before-end"],
  "polling/delete-before-work": ["row-removed-unread"],
  // Without pg_walinspect nobody knows where a commit stands in the log.
  "cdc/position-before-apply": ["position-before-effect", "not-read-after-restart"],
  // On a busy machine logins are late for their query, and are lost before the file is.
  "batch/delete-before-commit": [
    "file-removed-unloaded",
    "committed-after-query",
    "late-for-query",
  ],
};

for (const [index, [twin, codes]] of Object.entries(mistakes).entries()) {
  Deno.test(`the first anomaly of ${twin} is explained by its mistake`, async () => {
    await using here = await folder();
    // A brief run says less, and takes less time: the text of one run is enough.
    const isBrief = index > 0;
    const words = ["--chaos", "worst-case", "--runtime", "local", "--seed", "1"];
    const run = await here.asynclab("run", twin, ...words, ...(isBrief ? ["--brief"] : []));
    assert.equal(run.code, 1, run.stdout + run.stderr);
    const { code: exit, stdout, stderr } = await here.asynclab(
      "explain",
      "last",
      "--format",
      "json",
    );
    assert.equal(exit, 0, stderr);
    const explanation = JSON.parse(stdout);
    assert(codes.includes(explanation.mistake?.code), stdout);
    assert(explanation.clauses.some(({ isProof }: { isProof: boolean }) => isProof));
    const isSaid = run.stdout.includes(`The mistake: ${explanation.mistake.says}.`);
    assert.equal(isSaid, !isBrief, run.stdout);
    const [dir] = await here.runs();
    const page = await Deno.readTextFile(`${here.path}/.asynclab/runs/${dir}/report.html`);
    assert.match(page, new RegExp(`Operation ${explanation.op} explained`));
  });
}
