/** Shared by scheduler_test.ts and scheduler_pass_test.ts. */
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import { receiverAway } from "../contract/hazards.ts";
import type { Fault, FaultContext } from "../contract/lab.ts";
import { openFaultScheduler } from "./scheduler.ts";
import { openTriggers } from "./triggers.ts";

export type Written = Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">;

export function fault(name: string, target: string, log: string[], touched = 1): Fault {
  return {
    name,
    aliases: [],
    verb: name.split("-")[0],
    thing: { name: target, aliases: [], scope: "namespace", offers: [] },
    target,
    summary: "",
    targets: [target],
    lastsMs: 10,
    leastMs: 0,
    scope: "namespace",
    begin: (_context, aim) => {
      log.push(`begin ${name} ${aim ?? ""}`.trim());
      return Promise.resolve({
        end: () => {
          log.push(`end ${name}`);
          return Promise.resolve({ touched });
        },
      });
    },
  };
}

export function conduct(
  faults: Fault[],
  episodes: { name: string; beginMs: number; aim?: string }[],
  retryMs?: number,
) {
  const written: Written[] = [];
  const hazards: string[] = [];
  const inForce = new Set<string>();
  const abort = new AbortController();
  const scheduler = openFaultScheduler({
    faults,
    episodes: episodes.map((episode, i) => ({ ...episode, id: `f${i + 1}`, forMs: 30 })),
    context: { onDisk: () => Promise.resolve() } as FaultContext,
    triggers: openTriggers([], () => undefined),
    inForce,
    record: (event) => written.push(event),
    hazards: {
      of: ({ target }) => target === "broker" ? [receiverAway] : [],
      record: ({ name, count, source }) => hazards.push(`${name} ${count} ${source}`),
    },
    signal: abort.signal,
    retryMs,
  });
  return { scheduler, written, hazards, inForce, abort };
}
