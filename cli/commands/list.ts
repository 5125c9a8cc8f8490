import type { Command } from "commander";
import { faults, faultsFor } from "../../harness/faults/mod.ts";
import { editionsOf, type Lab, type Variant } from "../../harness/lab.ts";
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
      /** Faults after which a role of it may halt, and be judged by what it did. */
      haltsUnder: readonly string[];
      breaks: string | null;
      telling: string;
      /** Where the lab has several: those that this variant can be on. */
      brokers?: string[];
    }[];
  }[];
  faults: { name: string; summary: string; targets: readonly string[] }[];
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
      faultPoints: lab.faultPoints,
      variants: variantsOf(lab).map(([name, variant]) => ({
        name,
        summary: variant.summary,
        sound: variant.breaks === undefined,
        promises: variant.promises.map((promise) => promise.name),
        survives: variant.survives,
        haltsUnder: variant.haltsUnder ?? [],
        breaks: variant.breaks ?? null,
        telling: variant.telling,
        ...(lab.editions && {
          brokers: lab.editions.filter(({ variants }) => name in variants)
            .map(({ broker }) => broker!),
        }),
      })),
    })),
    faults: faults.map(({ name, summary, targets }) => ({ name, summary, targets })),
  };
}

/** Those of all its editions, each as it is on the first that has it. */
const variantsOf = ({ editions, variants }: Lab): [string, Variant][] =>
  Object.entries(
    Object.assign({}, ...(editions ?? []).toReversed().map((lab) => lab.variants), variants),
  );

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

/** Those that fit it on some broker. */
const faultsOf = (lab: Lab): string[] => {
  const fitting = editionsOf(lab).flatMap((edition) => faultsFor(edition));
  return faults.map(({ name }) => name).filter((name) => fitting.includes(name));
};

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
      `  faults: ${faultsOf(labs.find(({ name }) => name === lab.name)!).join(", ")}`,
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
