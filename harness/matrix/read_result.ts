/** Reads the file that `--report json=FILE` writes; everything in it is checked. */
import { noInput, type Refusal, wrongUsage } from "../errors.ts";
import { firstIssue } from "../report/first_issue.ts";
import { readJson } from "../report/read_json.ts";
import { visible } from "../report/visible.ts";
import { countsOf } from "./outcome.ts";
import { type CheckResult, checkResultShape, nameOf } from "./result.ts";
import { shardOf } from "./shard.ts";

/**
 * Returns a complete and consistent result.
 *
 * @throws Refusal (66) where there is no such file, (64) where it is no result of a check
 */
export async function readCheckResult(path: string): Promise<CheckResult> {
  const value = await readJson(path, {
    missing: (cause) =>
      noInput(`There is no file '${path}'; name one that '--report json=FILE' wrote`, cause),
    wrong: (why, cause) => notAResult(path, why, cause),
  });
  const { data, error } = checkResultShape.safeParse(value);
  if (data === undefined) throw notAResult(path, firstIssue(error!));
  const flaw = flawOf(data);
  if (flaw !== null) throw notAResult(path, flaw);
  return data;
}

/** Why the parts of a result contradict each other; null where they agree. */
function flawOf({ cases, planned, shard, right, wrong, unknown }: CheckResult): string | null {
  const counts = countsOf(cases);
  if (counts.right !== right || counts.wrong !== wrong || counts.unknown !== unknown) {
    return "its counts are not those of its cases";
  }
  if (planned < cases.length) return "it has more cases than its 'planned' says";
  if (new Set(cases.map(nameOf)).size < cases.length) return "it has a case twice";
  if (shard !== null && shardOf(shard) === null) {
    return `its shard is '${visible(shard)}', which is not I/N`;
  }
  return null;
}

function notAResult(path: string, why: string, cause?: unknown): Refusal {
  return wrongUsage(
    `Cannot read '${path}' as a result of check: ${why}; name a file that '--report json=FILE' wrote`,
    cause,
  );
}
