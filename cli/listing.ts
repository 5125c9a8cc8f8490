// deno-lint-ignore-file tidy/words -- the fields of the JSON keep their names
/** The registries as one value: lists, completions and pages are made from it. */
import { exceptionsOf, haltsUnderOf, survivedBy } from "../harness/plan/claims.ts";
import { faultsInAny, inOrder } from "../harness/faults/catalogue.ts";
import { editionsOf, type Fault, type Lab, type Variant } from "../harness/contract/lab.ts";
import { worstCaseWords } from "../harness/plan/worst_case.ts";
import { labs } from "../labs/mod.ts";
import type { Listing } from "./listing_schema.ts";

export type { Listing };

export function listing(): Listing {
  return {
    schema: 1,
    labs: labs.map((lab) => ({
      name: lab.name,
      summary: lab.summary,
      ...(lab.editions && { brokers: lab.editions.flatMap(({ broker }) => broker ?? []) }),
      services: Object.keys(lab.services),
      roles: Object.keys(lab.roles),
      faults: faultsOf(lab).map(({ name }) => name),
      failpoints: lab.failpoints,
      faultPoints: lab.failpoints,
      ...choicesIn(lab),
      variants: variantsOf(lab).map(([name, { edition, variant }]) => ({
        name,
        summary: variant.summary,
        sound: variant.breaks === undefined,
        promises: variant.promises.map(({ kind }) => kind.name),
        survives: survivedBy(edition, name),
        except: exceptsOf(edition, name),
        haltsUnder: haltsUnderOf(edition, name),
        breaks: variant.breaks?.name ?? null,
        imitates: variant.imitates ?? null,
        shownAt: variant.shownAt ?? null,
        insteadOf: variant.insteadOf ?? null,
        worstCase: worstCaseWords(edition, name),
        telling: worstCaseWords(edition, name),
        ...(variant.choices && { choices: variant.choices }),
        ...(variant.withoutChoices && { withoutChoices: variant.withoutChoices }),
        ...brokersOf(lab, name),
      })),
    })),
    faults: allFaults().map(({ name, summary, verb, targets, aliases }) => (
      { name, summary, verb, targets, aliases: aliases.map((alias) => alias.name) }
    )),
  };
}

function choicesIn({ choices }: Lab): Pick<Listing["labs"][number], "choices"> {
  if (choices === undefined) return {};
  return {
    choices: Object.entries(choices).map(([name, { summary, values, usual }]) => (
      { name, summary, ...(values && { values }), usual }
    )),
  };
}

/** The brokers that have the variant; left out where it needs none. */
function brokersOf({ editions = [] }: Lab, variant: string): { brokers?: string[] } {
  const having = editions.filter(({ variants }) => variant in variants);
  const brokers = having.flatMap(({ broker }) => broker ?? []);
  return brokers.length === 0 ? {} : { brokers };
}

/** The variants of all editions of the lab, each from the first edition that has it. */
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

/** The faults of every lab, once each, in the order of their verbs. */
const allFaults = (): Fault[] => {
  const all = labs.flatMap(faultsOf);
  return inOrder(all).map((fault) => ({ ...fault, summary: summariesOf(fault.name, all) }));
};

/** A fault may do different things in two labs: joins the different summaries. */
const summariesOf = (name: string, all: readonly Fault[]): string =>
  [
    ...new Set(all.filter((one) => one.name === name).map(({ summary }) => summary)),
  ].join("; or: ");

/** The faults that the lab can have on some broker. */
const faultsOf = (lab: Lab): Fault[] => inOrder(editionsOf(lab).flatMap(faultsInAny));
