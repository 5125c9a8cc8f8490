import { unacknowledgedEffect, unconfirmedSend } from "../contract/hazards.ts";
import { acknowledges } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";
import { wrongUsage } from "../errors.ts";
import type { Direction, FaultContext } from "../contract/lab.ts";
import { untilTouched } from "./until_touched.ts";
import { linksFor, splitLink } from "./victims.ts";

/**
 * The work is done, but the other side does not learn of it. A consumer's acknowledgement is lost:
 * the effect exists, but the broker does not know. Or the broker's confirm to a sender is lost: the
 * broker has the message, but the sender does not know.
 */
export const loseAck = verb("lose-ack", acknowledges, ({ name }) => ({
  name: "lose-ack",
  aliases: [],
  makes: [unacknowledgedEffect, unconfirmedSend],
  summary:
    "lose a consumer's acknowledgements (its effects stay); aimed at a sender: the broker's confirms",
  target: "acknowledgement",
  targets: [`the consumers' links to the ${name}`, `ROLE-${name}`],
  lastsMs: 400,
  leastMs: 300,
  scope: "namespace",
  async begin(context, aim) {
    const { up, down } = linksOf(context, name, aim);
    const ids = [await withhold(context, up, "up"), await withhold(context, down, "down")];
    return {
      end: async () => {
        await untilTouched(context, async () => {
          const touched = await Promise.all(ids.map((id) => context.links.touched(id)));
          return touched.reduce((sum, count) => sum + count);
        });
        const [ofConsumers, ofOthers] = await Promise.all(ids.map((id) => context.links.heal(id)));
        const hazards = [
          { name: unacknowledgedEffect.name, count: ofConsumers },
          { name: unconfirmedSend.name, count: ofOthers },
        ];
        return { touched: ofConsumers + ofOthers, hazards };
      },
    };
  },
}));

const withhold = ({ links }: FaultContext, names: readonly string[], direction: Direction) =>
  links.disturb(names, { kind: "withhold", direction });

/** The links to this server, by the direction whose bytes are lost. Without an aim: its consumers' links. */
function linksOf(context: FaultContext, server: string, aim?: string): Record<Direction, string[]> {
  const consumers = context.consumersOf(server).map(({ id }) => id);
  const aimed = linksFor(context, aim).filter((link) =>
    context.headOf(splitLink(link)[1]) === server
  );
  if (aimed.length === 0) throw wrongUsage(`lose-ack is for links to the ${server}, not '${aim}'`);
  const up = aimed.filter((link) => consumers.includes(splitLink(link)[0]));
  return { up, down: aim === undefined ? [] : aimed.filter((link) => !up.includes(link)) };
}
