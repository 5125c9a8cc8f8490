import type { Command } from "commander";
import { exceptionsOf, haltsUnderOf, survivedBy } from "../../harness/plan/claims.ts";
import { faultsInAny, inOrder } from "../../harness/faults/catalogue.ts";
import { editionsOf, type Fault, type Lab, type Variant } from "../../harness/contract/lab.ts";
import { worstCaseWords } from "../../harness/plan/worst_case.ts";
import { labs } from "../../labs/mod.ts";

export interface Listing {
  schema: 1;
  labs: {
    name: string;
    summary: string;
    /** Words of `--broker`, where there is a choice; services and promises are those of the first. */
    brokers?: string[];
    services: string[];
    roles: string[];
    faultPoints: Record<string, readonly string[]>;
    variants: {
      name: string;
      summary: string;
      sound: boolean;
      promises: string[];
      survives: readonly string[];
      /** What it does not promise, by promise. */
      except: Record<string, string[]>;
      /** Faults after which a role of it may halt, and be judged by what it did. */
      haltsUnder: readonly string[];
      breaks: string | null;
      telling: string;
      /** Where the lab has several: those that this variant can be on. */
      brokers?: string[];
    }[];
  }[];
  faults: {
    name: string;
    summary: string;
    targets: readonly string[];
    /** Other words for the same. */
    aliases: readonly string[];
  }[];
}

/** The registries as one value. Help, completions and docs come from it. */
export function listing(): Listing {
  return {
    schema: 1,
    labs: labs.map((lab) => ({
      name: lab.name,
      summary: lab.summary,
      ...(lab.editions && { brokers: lab.editions.map(({ broker }) => broker!) }),
      services: Object.keys(lab.services),
      roles: Object.keys(lab.roles),
      faultPoints: lab.failpoints,
      variants: variantsOf(lab).map(([name, { edition, variant }]) => ({
        name,
        summary: variant.summary,
        sound: variant.breaks === undefined,
        promises: variant.promises.map(({ kind }) => kind.name),
        survives: survivedBy(edition, name),
        except: exceptsOf(edition, name),
        haltsUnder: haltsUnderOf(edition, name),
        breaks: variant.breaks?.name ?? null,
        telling: worstCaseWords(edition, name),
        ...(lab.editions && {
          brokers: lab.editions.filter(({ variants }) => name in variants)
            .map(({ broker }) => broker!),
        }),
      })),
    })),
    faults: allFaults().map(({ name, summary, targets, aliases }) => (
      { name, summary, targets, aliases: aliases.map((alias) => alias.name) }
    )),
  };
}

/** Those of all its editions, each as it is on the first that has it. */
function variantsOf(lab: Lab): [string, { edition: Lab; variant: Variant }][] {
  const found = new Map<string, { edition: Lab; variant: Variant }>();
  for (const edition of editionsOf(lab)) {
    for (const [name, variant] of Object.entries(edition.variants)) {
      if (!found.has(name)) found.set(name, { edition, variant });
    }
  }
  return [...found];
}

function exceptsOf(edition: Lab, variant: string): Record<string, string[]> {
  const groups = Map.groupBy(exceptionsOf(edition, variant), ({ promise }) => promise);
  return Object.fromEntries(
    [...groups].map(([promise, all]) => [promise, all.map(({ fault }) => fault)]),
  );
}

export function list(program: Command): void {
  program.command("list")
    .description("labs, variants, failpoints and faults")
    .option("--json", "print the registries as JSON")
    .addHelpText("after", "\nExamples:\n  asynclab list\n  asynclab list --json")
    .action(({ json }) => {
      const value = listing();
      console.log(json ? JSON.stringify(value, null, 2) : describe(value));
    });
}

/** Those of every lab, once each, in the order of their verbs. */
const allFaults = (): Fault[] => inOrder(labs.flatMap(faultsOf));

/** Those that it can have on some broker. */
const faultsOf = (lab: Lab): Fault[] => inOrder(editionsOf(lab).flatMap(faultsInAny));

function describe(listing: Listing): string {
  const lines: string[] = [];
  for (const lab of listing.labs) {
    lines.push(`${lab.name}: ${lab.summary}`, `  roles: ${lab.roles.join(", ")}`);
    if (lab.brokers) lines.push(`  brokers: ${lab.brokers.join(", ")}`);
    lines.push("  variants:");
    for (const { name, sound, breaks, summary, brokers } of lab.variants) {
      const mark = sound ? "sound " : "broken";
      const only = brokers !== undefined && brokers.length < lab.brokers!.length
        ? ` (${brokers.join(", ")})`
        : "";
      const breaking = breaks ? ` (breaks ${breaks})` : "";
      lines.push(`    ${mark} ${name.padEnd(23)} ${summary}${breaking}${only}`);
    }
    lines.push(
      `  faults: ${
        faultsOf(labs.find(({ name }) => name === lab.name)!).map(({ name }) => name).join(", ")
      }`,
      "  failpoints:",
    );
    for (const [role, points] of Object.entries(lab.faultPoints)) {
      lines.push(`    ${points.map((point) => `${role}:${point}`).join("  ")}`);
    }
  }
  lines.push("faults:");
  for (const { name, summary } of listing.faults) lines.push(`  ${name.padEnd(20)} ${summary}`);
  return lines.join("\n");
}
