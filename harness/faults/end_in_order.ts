/** What an upgrade of a server and a deployment of a role share: an end in order, and a start. */
import type { Processes } from "../contract/capabilities.ts";
import type { Thing } from "../contract/capability.ts";
import type { Fault, Stage } from "../contract/lab.ts";
import { stillness } from "./still.ts";
import { pick } from "./victims.ts";

export const endInOrder = (
  thing: Thing,
  open: (stage: Stage) => Processes,
): Pick<Fault, "targets" | "endsInOrder" | "victims" | "begin"> => ({
  targets: [thing.name],
  endsInOrder: true,
  victims: (stage, aim) => open(stage).victims(aim),
  async begin(stage, aim, victim = pick(open(stage).victims(aim), stage)) {
    const touched = await victim.stop();
    const still = stillness(stage, victim);
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
