/** The harness's own file of a run's history: metadata, faults, processes and samples. */
import { join } from "node:path";
import type { HistoryEvent } from "../history/event.ts";
import { HistoryFile } from "../history/write.ts";
import { seenHazards } from "../plan/seen_hazards.ts";
import type { RunOptions } from "./run_options.ts";

// deno-lint-ignore no-explicit-any -- distributes over the union, which Omit alone does not
type Unstamped = HistoryEvent extends infer E ? E extends any ? Omit<E, "at"> : never : never;

export interface Recorder extends Disposable {
  /** Wall clock at the run's time 0, in milliseconds since 1970. */
  readonly epochMs: number;
  /** Stamps the event with the time and writes it. */
  record(event: Unstamped): void;
  /** False where another program wrote into the harness's file of the history. */
  isOwn(): boolean;
}

/**
 * Begins the history: its time 0 is now. An event that cannot be written ends the run: the error
 * goes to `giveUp`, and nothing is written after it, so that no later line hides the gap.
 */
export function openRecorder(
  { runDir, lab, plan, onEvent }: Pick<RunOptions, "runDir" | "lab" | "plan" | "onEvent">,
  giveUp: (error: unknown) => void,
): Recorder {
  const epochMs = Date.now();
  // This file is the first by name, so that the history begins with its metadata.
  const file = HistoryFile.openOwn(join(runDir, "history", "000-run.jsonl"));
  const targets = [...lab.variants[plan.variant].targets ?? lab.targets];
  const hazards = seenHazards(lab, plan);
  file.append({ at: 0, kind: "meta", schema: 1, truth: "commit", targets, hazards, epochMs });
  let failed = false;
  const write = (event: HistoryEvent) => {
    if (failed) return;
    try {
      file.append(event);
    } catch (error) {
      failed = true;
      giveUp(error);
    }
  };
  return {
    epochMs,
    record(event) {
      const at = Math.round((performance.timeOrigin + performance.now() - epochMs) * 1000) / 1000;
      const stamped = { at, ...event } as HistoryEvent;
      write(stamped);
      onEvent(stamped);
    },
    isOwn: () => file.isOwn(),
    [Symbol.dispose]: () => file.close(),
  };
}
