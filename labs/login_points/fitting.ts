import { mustClaimWhatIs } from "../../harness/claims.ts";
import { faults, faultsFor } from "../../harness/faults/mod.ts";
import type { Claim, Lab, Service } from "../../harness/lab.ts";

/** The same lab, whose variants survive and promise only under what it can have: a cluster's faults are none of one broker's. */
export function fitting<S extends Record<string, Service>>(lab: Lab<S>): Lab<S> {
  mustClaimWhatIs(lab as unknown as Lab);
  const variants = Object.entries(lab.variants).map(([name, variant]) => {
    const fits = faultsFor(lab as unknown as Lab, name);
    const survives = variant.survives.filter((fault) => fits.includes(fault));
    const haltsUnder = variant.haltsUnder && within(variant.haltsUnder, fits);
    const promises = variant.promises.map((claim) => ({ ...claim, under: reached(claim, fits) }));
    return [name, { ...variant, survives, promises, ...(haltsUnder && { haltsUnder }) }];
  });
  return { ...lab, variants: Object.fromEntries(variants) };
}

const reached = ({ under }: Claim, fits: readonly string[]): Claim["under"] =>
  under === "any" ? under : within(under, fits);

/** Failpoints, too, may stand there: they stay. */
function within(words: readonly string[], fits: readonly string[]): string[] {
  const unfit = faults.map(({ name }) => name).filter((name) => !fits.includes(name));
  return words.filter((word) => !unfit.includes(word));
}
