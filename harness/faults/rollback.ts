import type { Fault } from "../lab.ts";

/** The business says no at the last moment: what was started for such a login must not stand. */
export const rollback: Fault = {
  name: "rollback",
  summary: "the business rolls half of the logins back",
  target: "business",
  targets: ["business"],
  lastsMs: 2_000,
  leastMs: 800,
  scope: "namespace",
  async begin(stage) {
    const laid = await stage.rollBack(0.5);
    return { end: async () => ({ touched: await laid.end() }) };
  },
};
