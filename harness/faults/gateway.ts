/** What the faults on requests share: a gateway stands in front of each role that others call. */
import { wrongUsage } from "../errors.ts";
import type { Fault, Gateway, Lab, Stage, Trouble } from "../lab.ts";
import { anyProcessesOf } from "../processes.ts";
import { untilTouched } from "./until_touched.ts";

/** @throws Refusal (64) where nobody calls this role. */
export function gatewayTo(stage: Stage, target: string): Gateway {
  const gateway = stage.gateways[target];
  if (gateway === undefined) throw wrongUsage(`In this run nobody calls ${target}.`);
  return gateway;
}

/** A fault that is one trouble upon the requests to a role. Works on anyone's caller and service. */
export function requestFault(
  { name, summary, target, trouble, namesOps = false }:
    & Pick<Fault, "name" | "summary" | "target">
    & { readonly trouble: Trouble; readonly namesOps?: boolean },
): Fault {
  return {
    name,
    summary,
    target,
    targets: [target],
    lastsMs: 2_000,
    leastMs: 500,
    scope: "namespace",
    unfit: (lab: Lab, variant?: string) =>
      anyProcessesOf(lab, variant).some(({ role }) => lab.roles[role].calls?.includes(target))
        ? null
        : `nobody calls ${target} in it`,
    async begin(stage) {
      const laid = await gatewayTo(stage, target).disturb(trouble);
      return {
        end: async () => {
          await untilTouched(stage, laid.touched);
          const { touched, ops } = await laid.end();
          return { touched, ...(namesOps && { ops }) };
        },
      };
    },
  };
}
