/** Verdicts on callers and memory, computed again from the definitions alone; see `naive_judge.ts`. */
import { faultsOf, phaseOf } from "./naive_fault.ts";
import { type Event, numberOf, storiesOf, type Story } from "./naive_story.ts";

type Phase = "before" | "during" | "after";

/** Expects an operation to have at most one `invoke`. */
export function naiveCallers(events: Event[]) {
  const faults = faultsOf(events);
  const stories = storiesOf(events, null);
  const owed = stories.filter(({ invoke }) => invoke && invoke.rollback !== true);
  const failed = owed.filter(({ kinds }) => !kinds.has("ok"));
  const phase = (story: Story): Phase | null => {
    const { invoke, drop, outcome } = story;
    const from = numberOf(invoke!.planned) ?? numberOf(invoke!.at) ?? numberOf(drop?.planned);
    const to = outcome === null ? Infinity : outcome.at;
    return from === null || to === null ? null : phaseOf(faults, from, to);
  };
  const within = (name: Phase) => ({
    count: owed.filter((story) => phase(story) === name).length,
    failed: failed.filter((story) => phase(story) === name).length,
  });
  return {
    callers: {
      all: { count: owed.length, failed: failed.length },
      before: within("before"),
      during: within("during"),
      after: within("after"),
      rolledBack:
        stories.filter(({ invoke, kinds }) =>
          invoke?.rollback === true && kinds.has("fail") && !kinds.has("ok")
        ).length,
    },
    sent: owed.length,
    failed: failed.length,
    /** Operations with a `fail` or an `info`, except those before the first fault. */
    seenToFail: failed.filter((story) =>
      (story.kinds.has("fail") || story.kinds.has("info")) &&
      !(faults.length > 0 && phase(story) === "before")
    ).length,
    isLoadLate: isLoadLate(events),
  };
}

/** Whether more than one in a hundred operations was sent more than a second late. */
function isLoadLate(events: Event[]): boolean {
  const late = events.filter(({ kind }) => kind === "invoke").flatMap(({ at, planned }) => {
    const [from, to] = [numberOf(planned), numberOf(at)];
    return from === null || to === null ? [] : [to - from];
  });
  return late.filter((ms) => ms > 1000).length * 100 > late.length;
}

/** Whether more than one in a hundred operations was planned and never sent. */
export function naiveUnsent({ planned, dropped }: Record<string, number>): boolean {
  return dropped * 100 > planned;
}

/** The longest standstill in the events; null where there is none. */
export function naiveStandstill(events: Event[]): { ms: number; isDoubted: boolean } | null {
  const all = events.filter(({ kind }) => kind === "standstill")
    .map(({ fromMs, toMs, doubt }) => ({
      ms: (toMs as number) - (fromMs as number),
      isDoubted: (doubt ?? "") !== "",
    }));
  const ms = Math.max(...all.map((one) => one.ms));
  return all.find((one) => one.ms === ms) ?? null;
}

/** How many operations were set aside but also applied. */
export function naiveContradictions(events: Event[]): number {
  return storiesOf(events, null).filter(({ asides, effects }) =>
    asides.length > 0 && effects.size > 0
  ).length;
}

/** Growth of the process that grew most, in bytes; null where no process has three samples. */
export function naiveGrowth(events: Event[]): number | null {
  const samples = events.filter(({ kind, rssBytes }) =>
    kind === "sample" && (numberOf(rssBytes) ?? 0) > 0
  ).map(({ role, incarnation, rssBytes }) => ({
    process: `${role}/${incarnation ?? "only"}`,
    size: rssBytes as number,
  }));
  const grown = [...new Set(samples.map(({ process }) => process))].flatMap((name) => {
    const sizes = samples.filter(({ process }) => process === name).map(({ size }) => size);
    return sizes.length < 3 ? [] : [Math.max(...sizes) - Math.min(...sizes)];
  });
  return grown.length === 0 ? null : Math.max(...grown);
}
