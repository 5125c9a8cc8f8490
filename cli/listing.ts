// deno-lint-ignore-file tidy/words -- the fields of the JSON keep their names
/** The registries as one value: lists, completions and pages are made from it. */
import { exceptionsOf, haltsUnderOf, survivedBy } from "../harness/plan/claims.ts";
import { faultsInAny, inOrder } from "../harness/faults/catalogue.ts";
import { editionsOf, type Fault, type Lab, type Variant } from "../harness/contract/lab.ts";
import { worstCaseWords } from "../harness/plan/worst_case.ts";
import { labs } from "../labs/mod.ts";

export interface Listing {
  schema: 1;
  labs: {
    name: string;
    summary: string;
    /** Values of `--broker`, where there is a choice; services and promises are those of the first broker. */
    brokers?: string[];
    services: string[];
    roles: string[];
    /** Names of the faults that the lab can have on some broker. */
    faults: string[];
    failpoints: Record<string, readonly string[]>;
    /** What may be chosen, where there is something: `--format csv`. */
    choices?: {
      name: string;
      summary: string;
      /** Missing where any text of the right form is a word. */
      values?: readonly string[];
      usual: string;
    }[];
    /** The old name of `failpoints`, with the same value. */
    faultPoints: Record<string, readonly string[]>;
    variants: {
      name: string;
      summary: string;
      sound: boolean;
      promises: string[];
      survives: readonly string[];
      /** The faults under which a promise does not hold, by promise. */
      except: Record<string, string[]>;
      /** Faults after which a role of the variant may halt; the rest of the run is still judged. */
      haltsUnder: readonly string[];
      breaks: string | null;
      /** What `--chaos worst-case` stands for. */
      worstCase: string;
      /** The old name of `worstCase`, with the same value. */
      telling: string;
      /** The only words that it has for some choices. */
      choices?: Record<string, readonly string[]>;
      /** The brokers of this variant, where the lab has several. */
      brokers?: string[];
    }[];
  }[];
  faults: {
    name: string;
    summary: string;
    /** What the fault does: `kill`. */
    verb: string;
    targets: readonly string[];
    /** Other names of the fault. */
    aliases: readonly string[];
  }[];
}

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
        worstCase: worstCaseWords(edition, name),
        telling: worstCaseWords(edition, name),
        ...(variant.choices && { choices: variant.choices }),
        ...(lab.editions && {
          brokers: lab.editions.filter(({ variants }) => name in variants)
            .map(({ broker }) => broker!),
        }),
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
