/** Shared by `restart` (a server's upgrade) and `stop` (a role's deployment): a graceful end, then a start. */
import type { Processes } from "../contract/capabilities.ts";
import type { Thing } from "../contract/capability.ts";
import type { Fault, FaultContext } from "../contract/lab.ts";
import { stillness } from "./still.ts";
import { pick } from "./victims.ts";

export const endInOrder = (
  thing: Thing,
  open: (context: FaultContext) => Processes,
): Pick<Fault, "targets" | "endsInOrder" | "victims" | "begin"> => ({
  targets: [thing.name],
  endsInOrder: true,
  victims: (context, aim) => open(context).victims(aim),
  async begin(context, aim, victim = pick(open(context).victims(aim), context)) {
    const touched = await victim.stop();
    const still = stillness(context, victim);
    return {
      end: async () => {
        const stood = await still();
        await victim.start();
        const killed = "hadToBeKilled" in victim && victim.hadToBeKilled;
        const became = killed ? { became: `kill-${thing.name}` } : {};
        return { touched, ...stood, ...became };
      },
    };
  },
});
