import type { Command } from "commander";
import { wrongUsage } from "../../harness/errors.ts";
import { known } from "../../harness/plan/known.ts";
import { faultsText, labText, overview, variantText } from "../list_text.ts";
import { listing } from "../listing.ts";

export { listing };

export function list(program: Command): void {
  program.command("list")
    .description("labs, variants, failpoints and faults")
    .argument("[what]", "LAB, LAB/VARIANT or 'faults' (default: an overview)")
    .option("--json", "print all registries as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asynclab list\n  asynclab list outbox\n  asynclab list outbox/status\n" +
        "  asynclab list faults\n  asynclab list --json",
    )
    .action((what: string | undefined, { json }: { json?: true }) => {
      if (json && what !== undefined) {
        throw wrongUsage(`--json prints everything there is; leave '${what}' out`);
      }
      console.log(json ? JSON.stringify(listing(), null, 2) : textOf(what));
    });
}

function textOf(what: string | undefined): string {
  const all = listing();
  if (what === undefined) return overview(all);
  if (what === "faults") return faultsText(all.faults);
  const [labName, variantName, ...rest] = what.split("/");
  if (rest.length > 0) {
    throw wrongUsage(`'${what}' has too many parts; it must be LAB or LAB/VARIANT`);
  }
  known("lab", labName, [...all.labs.map(({ name }) => name), "faults"]);
  const lab = all.labs.find(({ name }) => name === labName)!;
  if (variantName === undefined) return labText(lab);
  known(`variant of ${labName}`, variantName, lab.variants.map(({ name }) => name));
  return variantText(lab, lab.variants.find(({ name }) => name === variantName)!);
}
