/** The events of one operation as plain objects, for the naive judge. */
export type Event = Record<string, unknown> & { kind: string };

/** Compared by exact value, also between a number and a bigint. */
export type Exact = number | bigint;

/** An event and the file that holds it. */
export interface Written {
  file: string;
  event: Event;
}

const writers: Record<string, string> = {
  "000-run.jsonl":
    "meta fault process halted sample join standstill retention clock hazard traffic drained",
  "load.jsonl": "invoke drop ok fail info",
  "audit.jsonl": "commit effect aside stored marked change applied replica totals file hazard",
};
const judgedKinds = Object.values(writers).join(" ").split(" ");

/** The believed events of a run's files. A role's file is believed only for that role. */
export function believedOf(written: Written[]): Event[] {
  return written.flatMap(({ file, event }) => {
    if (isLie(file, event)) return [];
    return [file in writers ? event : { ...event, role: roleOf(file) }];
  });
}

/** Number of events that are not believed, by file and kind. */
export function liesOf(written: Written[]): Record<string, number> {
  const lies: Record<string, number> = {};
  for (const { file, event } of written) {
    if (!isLie(file, event)) continue;
    const name = `${file in writers ? file : roleOf(file)} ${event.kind}`;
    lies[name] = (lies[name] ?? 0) + 1;
  }
  return lies;
}

const roleOf = (file: string) => file.slice(0, file.lastIndexOf("-"));

const isLie = (file: string, { kind }: Event) =>
  judgedKinds.includes(kind) && !(writers[file] ?? "").split(" ").includes(kind);

export interface Effect {
  at: number | null;
  n: Exact | null;
  seq: Exact | null;
  key: string | null;
  place: number;
  value: unknown;
  hasValue: boolean;
}

export interface Story {
  op: number;
  invoke?: Event;
  drop?: Event;
  kinds: Set<string>;
  outcome: { kind: string; at: number | null } | null;
  commit?: Event;
  asides: (number | null)[];
  /** Places where the operation was set aside. */
  places: string[];
  /** Two commits of the operation contradict each other. */
  isCommittedOtherwise: boolean;
  effects: Map<string, Effect[]>;
  deliveries: Map<string, number>;
}

export const exactOf = (value: unknown): Exact | null =>
  typeof value === "bigint" ? value : numberOf(value);
export const numberOf = (value: unknown) => typeof value === "number" ? value : null;
export const nameOf = (value: unknown) =>
  value === undefined || value === null ? null : String(value);

const ofOperations = "invoke drop ok fail info commit send stored marked deliver effect aside"
  .split(" ");

export function storiesOf(events: Event[], targets: string[] | null): Story[] {
  const stories = new Map<number, Story>();
  const strength = ["ok", "fail", "info"];
  const named = [
    ...new Set(
      events.filter(({ kind }) => kind === "effect").map(({ target }) => nameOf(target) ?? ""),
    ),
  ].filter((name) => name !== "");
  const only = targets === null ? named[0] ?? "" : targets.length === 1 ? targets[0] : "";
  events.forEach((event, place) => {
    const { kind } = event;
    if (!ofOperations.includes(kind)) return;
    const op = event.op as number;
    const story: Story = stories.get(op) ?? {
      op,
      kinds: new Set<string>(),
      outcome: null,
      asides: [],
      places: [],
      isCommittedOtherwise: false,
      effects: new Map(),
      deliveries: new Map(),
    };
    stories.set(op, story);
    story.kinds.add(kind);
    const at = numberOf(event.at);
    if (kind === "invoke") story.invoke = event;
    else if (kind === "drop") story.drop = event;
    else if (kind === "commit") addCommit(story, event);
    else if (kind === "aside") {
      story.asides.push(at);
      story.places.push(nameOf(event.where) ?? "");
    } else if (strength.includes(kind)) {
      if (
        story.outcome === null || strength.indexOf(kind) < strength.indexOf(story.outcome.kind)
      ) story.outcome = { kind, at };
    } else if (kind === "deliver") {
      const role = (nameOf(event.role) ?? "").replace(/#.*$/, "");
      story.deliveries.set(role, (story.deliveries.get(role) ?? 0) + 1);
    } else if (kind === "effect") {
      const target = (nameOf(event.target) ?? "") || only;
      const list = story.effects.get(target) ?? [];
      list.push({
        at,
        n: exactOf(event.n),
        seq: exactOf(event.seq),
        key: nameOf(event.key),
        place,
        value: event.value,
        hasValue: Object.hasOwn(event, "value"),
      });
      story.effects.set(target, list);
    }
  });
  return [...stories.values()];
}

/** A later commit fills the fields that an earlier one left out; the earliest time counts. */
function addCommit(story: Story, event: Event): void {
  const { commit } = story;
  if (commit === undefined) {
    story.commit = event;
    return;
  }
  const differ = (a: unknown, b: unknown) => a !== null && b !== null && a !== b;
  const [seq, further] = [exactOf(commit.seq), exactOf(event.seq)];
  story.isCommittedOtherwise ||= differ(nameOf(commit.key), nameOf(event.key)) ||
    (seq !== null && further !== null && (seq < further || seq > further));
  story.commit = {
    ...commit,
    at: earliest([numberOf(commit.at), numberOf(event.at)]),
    seq: seq ?? further,
    key: commit.key ?? event.key,
    written: commit.written ?? event.written,
  };
}

export function first(effects: Effect[]): Effect {
  return effects.reduce((best, next) =>
    best.n !== null && next.n !== null && next.n < best.n ? next : best
  );
}

export function earliest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
