import { wrongUsage } from "../errors.ts";
import type { Fault, Lab } from "../lab.ts";
import { anyProcessesOf } from "../processes.ts";

/** Somebody else wants the messages from now on: whoever sends them must not notice. */
export const joinSubscriber: Fault = {
  name: "join-subscriber",
  summary: "a subscriber that was not there starts to read, and stays",
  target: "subscriber",
  targets: ["ROLE"],
  lastsMs: 0,
  leastMs: 0,
  scope: "namespace",
  unfit: (lab: Lab, variant?: string) =>
    anyProcessesOf(lab, variant).some(({ standby }) => standby === "joins-later")
      ? null
      : "nobody joins later in it",
  async begin(stage, aim) {
    const waiting = stage.processes().filter(({ standby }) => standby === "joins-later");
    const joining = waiting.filter(({ role }) => aim === undefined || role === aim);
    if (joining.length === 0) {
      throw wrongUsage(
        `No '${aim}' joins this run; it can be ${waiting.map(({ role }) => role).join(", ")}.`,
      );
    }
    const fresh = joining.filter(({ isUp }) => !isUp);
    await Promise.all(fresh.map((process) => stage.join(process)));
    return { end: () => Promise.resolve({ touched: fresh.length }) };
  },
};
