import { plainRole } from "../aggregate.ts";
import { textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn } from "../slow_line.ts";

export interface ProcessEvent {
  at: number;
  kind: "process";
  role: string;
  phase: "start" | "ready" | "exit";
  signal?: string;
  code?: number;
  /** The last line of the process's log, where the process ended by itself. Then the harness starts it again. */
  why?: string;
}

export const process: ControlKind = {
  name: "process",
  writer: "harness",
  summary: "A process of a role starts, is ready or ends.",
  fields: {
    role: "process: relay, relay#2",
    phase: "start, ready or exit",
    signal: "the signal that ended it",
    code: "its exit code",
    why: "the last line of its log, where it ended by itself; then it is started again",
  },
  optional: ["signal", "code", "why"],
  fold(into, line) {
    if (line.phase !== "ready" && line.phase !== "exit") return;
    const at = numberIn(line, "at");
    if (Number.isNaN(at)) return;
    into.processes.push({ at, role: plainRole(textIn(line, "role")), phase: line.phase });
  },
};
