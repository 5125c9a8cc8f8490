import type { Fault, Lab } from "../lab.ts";
import { anyProcessesOf, plays } from "../processes.ts";

/** One more consumer comes and goes, as every deployment does it: what each reads is dealt out anew, twice. */
export const rebalance: Fault = {
  name: "rebalance",
  summary: "a second consumer process joins the group, works, and leaves in order (SIGTERM)",
  target: "consumer",
  targets: ["consumer"],
  lastsMs: 1_500,
  unfit: (lab: Lab, variant?: string) =>
    anyProcessesOf(lab, variant).some((one) =>
        one.standby === "spare" && plays(lab, one, "consumer")
      )
      ? null
      : "it has no spare consumer",
  async begin(stage) {
    const spare = stage.processes("consumer").find(({ standby, isUp }) =>
      standby === "spare" && !isUp
    );
    await spare?.start();
    return {
      end: async () => {
        await spare?.stop();
        const became = spare?.hadToBeKilled ? { became: "kill-consumer" } : {};
        return { touched: spare === undefined ? 0 : 1, ...became };
      },
    };
  },
};
