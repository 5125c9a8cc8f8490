/** A style that takes part in a comparison, and the fault that it gets. */
import { faultCalled, faultsIn } from "../faults/catalogue.ts";
import { parseFaults } from "../faults/fault_spec.ts";
import { aimsIn } from "../plan/aims.ts";
import { type Lab, titleOf } from "../contract/lab.ts";

/** The disturbance that all styles get. */
export type Disturbance =
  | { readonly kind: "none" }
  /** The same faults for each style: the value of `--chaos`. */
  | { readonly kind: "chaos"; readonly chaos: string }
  /** So long no byte passes between A and B: each style on the link that it depends on. */
  | { readonly kind: "outage"; readonly outageMs: number };

export interface Contender {
  readonly lab: Lab;
  readonly variant: string;
  /** The value of `--chaos`; undefined where nothing is broken. */
  readonly chaos?: string;
  /** Why the disturbance cannot hit this style, in one clause; null where it can. */
  readonly notApplicable: string | null;
}

export const nameOf = ({ lab, variant }: Pick<Contender, "lab" | "variant">): string =>
  `${lab.name}/${variant}${lab.broker === undefined ? "" : ` over ${lab.broker}`}`;

export function contender(lab: Lab, variant: string, disturbance: Disturbance): Contender {
  const it = { lab, variant };
  if (disturbance.kind === "none") return { ...it, notApplicable: null };
  if (disturbance.kind === "outage") return outaged(lab, variant);
  const { chaos } = disturbance;
  const names = parseFaults(chaos).map(({ name }) => name);
  const missing = names.filter((name) => faultCalled(faultsIn(lab, variant), name) === undefined);
  const why = `${titleOf(lab)} has no ${missing.join(" and no ")}`;
  return { ...it, chaos, notApplicable: missing.length === 0 ? null : why };
}

function outaged(lab: Lab, variant: string): Contender {
  const link = lab.outageLink;
  if (link === undefined || !aimsIn(lab, variant).includes(link)) {
    const why = `${lab.name}/${variant} has no link between A and B that can be cut`;
    return { lab, variant, notApplicable: why };
  }
  return { lab, variant, chaos: `partition-network:${link}`, notApplicable: null };
}
