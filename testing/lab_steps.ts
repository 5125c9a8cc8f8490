/** For tests of a lab: checks that suit labs of every style, on real servers. */
import assert from "node:assert/strict";
import { survivedBy } from "../harness/plan/claims.ts";
import { editionsOf, type Lab } from "../harness/contract/lab.ts";
import type { Result } from "../harness/report/result.ts";
import { type Folder, folder } from "./asynclab.ts";

/** So high that even a slow machine sends every login: a run that drops logins is undecided. */
const inFlight = ["--in-flight", "2000"];

/** So few that a machine with two cores sends them in time, even while another test runs. */
const messages = 220;
const loadOf = (
  count: number,
): string[] => ["--messages", String(count), "--rate", "100", "--seed", "7", ...inFlight];
export const load = loadOf(messages);

/** The source commits no login while it is down: the load must last until after it is back. */
const messagesUnder = (chaos: string): number => chaos === "kill-source" ? 2 * messages : messages;

/** Slower and longer, because a container takes seconds to come back. */
export const loadInContainers = ["--messages", "300", "--rate", "50", "--seed", "7", ...inFlight];

/** Returns the edition of the lab on this broker. */
export function over(lab: Lab, broker: string): Lab {
  const found = editionsOf(lab).find((edition) => edition.broker === broker);
  assert(found, `${lab.name} has no edition on '${broker}'`);
  return found;
}

/** Makes a folder, and starts the lab's servers there. They stay warm for the runs of the folder. */
export async function warm(lab: Lab): Promise<Folder> {
  const here = await folder();
  const { code, stderr } = await here.asynclab(
    "up",
    lab.name,
    ...brokerOf(lab),
    "--runtime",
    "local",
  );
  assert.equal(code, 0, stderr);
  return here;
}

const brokerOf = ({ broker }: Lab): string[] => broker === undefined ? [] : ["--broker", broker];
const overIt = ({ broker }: Lab): string => broker === undefined ? "" : ` over ${broker}`;

/** Checks that each planned operation has an outcome. A burst may plan more than `least`. */
function mustAddUp(
  { planned, dropped, acknowledged, failed, indeterminate }: Result["counts"],
  least = messages,
) {
  assert(planned >= least);
  assert.equal(planned, dropped + acknowledged + failed + indeterminate);
}

/**
 * Checks that `variant` keeps its promises in a run for each of these words, and that each fault was
 * effective. Faults that do not disturb one another share a run: `missing-file,cut-upload`.
 */
export async function keepsUnder(
  t: Deno.TestContext,
  here: Folder,
  lab: Lab,
  variant: string,
  runs: readonly string[] = survivedBy(lab, variant),
  check: (chaos: string, result: Result) => void = () => {},
): Promise<void> {
  for (const chaos of runs) {
    await t.step(`${variant}${overIt(lab)} keeps its promises under ${chaos}`, async () => {
      const count = messagesUnder(chaos);
      const words = [
        `${lab.name}/${variant}`,
        ...brokerOf(lab),
        "--chaos",
        chaos,
        ...loadOf(count),
      ];
      const { code, result, stderr } = await here.judged(...words);
      assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
      assert.equal(result.verdict, "kept");
      assert.equal(result.runtime, "local");
      assert.deepEqual(result.faults.map(({ name }) => name).sort(), chaos.split(",").sort());
      for (const { effective, touched } of result.faults) {
        assert(effective && touched! > 0, JSON.stringify(result.faults));
      }
      mustAddUp(result.counts, count);
      check(chaos, result);
    });
  }
}
