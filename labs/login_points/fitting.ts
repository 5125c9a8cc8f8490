import { faultsFor } from "../../harness/faults/mod.ts";
import type { Lab, Service } from "../../harness/lab.ts";

/** The same lab, whose variants survive only what it can have: a cluster's faults are none of one broker's. */
export function fitting<S extends Record<string, Service>>(lab: Lab<S>): Lab<S> {
  const variants = Object.entries(lab.variants).map(([name, variant]) => {
    const fits = faultsFor(lab as unknown as Lab, name);
    return [name, { ...variant, survives: variant.survives.filter((it) => fits.includes(it)) }];
  });
  return { ...lab, variants: Object.fromEntries(variants) };
}
