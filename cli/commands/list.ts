import type { Command } from "commander";
import { faults, faultsFor } from "../../harness/faults/mod.ts";
import { labs } from "../../labs/mod.ts";

export interface Listing {
  schema: 1;
  labs: {
    name: string;
    summary: string;
    /** Words of `--broker`, where there is a choice. What follows is of the first. */
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
      breaks: string | null;
      telling: string;
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
      variants: Object.entries(lab.variants).map(([name, variant]) => ({
        name,
        summary: variant.summary,
        sound: variant.breaks === undefined,
        promises: variant.promises.map((promise) => promise.name),
        survives: variant.survives,
        breaks: variant.breaks ?? null,
        telling: variant.telling,
      })),
    })),
    faults: faults.map(({ name, summary, targets }) => ({ name, summary, targets })),
  };
}

export function list(program: Command): void {
  program.command("list")
    .description("labs, variants, fault points and faults")
    .option("--json", "print the registries as JSON")
    .addHelpText("after", "\nExamples:\n  asynclab list\n  asynclab list --json")
    .action(({ json }) => {
      const value = listing();
      console.log(json ? JSON.stringify(value, null, 2) : describe(value));
    });
}

function describe(listing: Listing): string {
  const lines: string[] = [];
  for (const lab of listing.labs) {
    lines.push(`${lab.name}: ${lab.summary}`, `  roles: ${lab.roles.join(", ")}`, "  variants:");
    for (const { name, sound, breaks, summary } of lab.variants) {
      const mark = sound ? "sound " : "broken";
      lines.push(`    ${mark} ${name.padEnd(18)} ${summary}${breaks ? ` (breaks ${breaks})` : ""}`);
    }
    lines.push(
      `  faults: ${faultsFor(labs.find(({ name }) => name === lab.name)!).join(", ")}`,
      "  fault points:",
    );
    for (const [role, points] of Object.entries(lab.faultPoints)) {
      lines.push(`    ${points.map((point) => `${role}:${point}`).join("  ")}`);
    }
  }
  lines.push("faults:");
  for (const { name, summary } of listing.faults) lines.push(`  ${name.padEnd(20)} ${summary}`);
  return lines.join("\n");
}
