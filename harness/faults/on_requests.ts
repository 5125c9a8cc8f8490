/** What the faults on requests share: a proxy stands in front of each role that others call. */
import { isCalledOverHttp } from "../contract/capabilities.ts";
import { type Verb, verb } from "../contract/verb.ts";
import type { Trouble } from "../contract/lab.ts";
import { untilTouched } from "./until_touched.ts";

interface OnRequests {
  /** The fault's name on a role. */
  readonly name: (role: string) => string;
  readonly summary: (role: string) => string;
  readonly trouble: Trouble;
  /** What is set aside of the operations that it touched is excused. @default false */
  readonly namesOps?: boolean;
}

/** A verb that is one trouble upon the requests to a role. Works on anyone's caller and service. */
export const onRequests = (
  verbName: string,
  { name, summary, trouble, namesOps = false }: OnRequests,
): Verb =>
  verb(verbName, isCalledOverHttp, (thing, open) => ({
    name: name(thing.name),
    aliases: [],
    summary: summary(thing.name),
    targets: [thing.name],
    lastsMs: 2_000,
    leastMs: 500,
    async begin(context) {
      const laid = await open(context).disturb(trouble);
      return {
        end: async () => {
          await untilTouched(context, laid.touched);
          const { touched, ops } = await laid.end();
          return { touched, ...(namesOps && { ops }) };
        },
      };
    },
  }));
