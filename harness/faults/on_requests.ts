/** Shared by the faults on requests: a proxy is in front of each role that others call. */
import { isCalledOverHttp } from "../contract/capabilities.ts";
import { type Verb, verb } from "../contract/verb.ts";
import type { Capability } from "../contract/capability.ts";
import type { Fault, HttpProxy, Trouble } from "../contract/lab.ts";
import { untilTouched } from "./until_touched.ts";

interface OnRequests {
  /** The fault's name for a role. */
  readonly name: (role: string) => string;
  readonly summary: (role: string) => string;
  readonly trouble: Trouble;
  /** What the role must offer. @default `isCalledOverHttp` */
  readonly needs?: Capability<HttpProxy>;
  /** See `Fault.makes`. */
  readonly makes?: Fault["makes"];
  /**
   * Records the operations that the fault touched: they may be set aside without breaking a promise.
   * @default false
   */
  readonly namesOps?: boolean;
}

/** A verb that applies one trouble to the requests to a role. It works for any caller and any service. */
export const onRequests = (
  verbName: string,
  { name, summary, trouble, makes, needs = isCalledOverHttp, namesOps = false }: OnRequests,
): Verb =>
  verb(verbName, needs, (thing, open) => ({
    name: name(thing.name),
    aliases: [],
    makes,
    summary: summary(thing.name),
    targets: [thing.name],
    lastsMs: 2_000,
    leastMs: 500,
    async begin(context) {
      const disturbance = await open(context).disturb(trouble);
      return {
        end: async () => {
          await untilTouched(context, disturbance.touched);
          const { touched, ops } = await disturbance.end();
          return { touched, ...(namesOps && { ops }) };
        },
      };
    },
  }));
