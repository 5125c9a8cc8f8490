/** What callers and memory say, once more, from the definitions alone; see `naive_judge.ts`. */
import { faultsOf, phaseOf } from "./naive_judge.ts";
import { type Event, numberOf, storiesOf, type Story } from "./naive_story.ts";

type Phase = "before" | "during" | "after";

/** Expects an operation to have one `invoke` at most. */
export function naiveCallers(events: Event[]) {
  const faults = faultsOf(events);
  const owed = storiesOf(events, null).filter(({ invoke }) => invoke && invoke.rollback !== true);
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
    },
    sent: owed.length,
    failed: failed.length,
  };
}

/** Of the role whose memory grew most; null where none was sampled. */
export function naiveGrowth(events: Event[]): { samples: number; bytes: number } | null {
  const samples = events.filter(({ kind, rssBytes }) =>
    kind === "sample" && (numberOf(rssBytes) ?? 0) > 0
  ).map(({ role, rssBytes }) => ({ role: String(role).split("#")[0], size: rssBytes as number }));
  const roles = [...new Set(samples.map(({ role }) => role))].sort();
  const grown = roles.map((name) => {
    const sizes = samples.filter(({ role }) => role === name).map(({ size }) => size);
    return { samples: sizes.length, bytes: Math.max(...sizes) - Math.min(...sizes) };
  });
  const most = Math.max(...grown.map(({ bytes }) => bytes));
  return grown.find(({ bytes }) => bytes === most) ?? null;
}
