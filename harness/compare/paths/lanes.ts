/** The events of one operation in two runs, side by side. */
import { sourceOfPoint } from "../../contract/point_hazards.ts";
import type { FaultFact, HaltFact, HazardFact } from "../../history/facts.ts";
import { visible } from "../../report/visible.ts";
import { eventTexts, rowOf } from "./event_text.ts";
import type { Overtakers } from "./overtakers.ts";

type Event = Readonly<Record<string, unknown>>;

export interface LaneEvent {
  /** Since the operation was sent; null where the history does not say when. */
  readonly atMs: number | null;
  readonly what: string;
  /** What differs from run to run: the number of a row. */
  readonly detail?: string;
}

/** A line of two lanes: the events of a line are of the same kind; null where one lane has none. */
export interface LaneRow {
  readonly left: LaneEvent | null;
  readonly right: LaneEvent | null;
}

/** The most faults in a lane: more of them would hide the operation. */
const mostFaults = 8;

/** From the first to the last event with a time, in milliseconds. */
export function spanMs(story: readonly Event[]): number {
  const times = story.flatMap(({ at }) => typeof at === "number" ? [at] : []);
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}

/** What else happened in the run. */
export interface Meanwhile {
  readonly faults: readonly FaultFact[];
  readonly hazards: readonly HazardFact[];
  readonly halts: readonly HaltFact[];
  readonly overtakers: Overtakers;
  readonly saved: SavedPosition | null;
}

/** The first position at the operation's row or past it that a reader saved. */
export interface SavedPosition {
  readonly reader: string;
  /** `row 42 of outbox`. */
  readonly place: string;
  readonly atMs: number;
}

/**
 * The events in the order of time, with the faults that began or ended meanwhile, the roles that
 * halted, and the operations that overtook this one. Events without a time come last.
 *
 * @param leastMs faults are shown for at least so long: an operation that is lost has few events
 */
export function laneOf(
  story: readonly Event[],
  { faults, hazards, halts, overtakers, saved }: Meanwhile,
  leastMs = 0,
): LaneEvent[] {
  const times = story.flatMap(({ at }) => typeof at === "number" ? [at] : []);
  const sentMs = numberOf(story.find(({ kind }) => kind === "invoke")?.at) ?? times[0] ?? 0;
  const endMs = Math.max(sentMs + leastMs, ...times);
  const texts = eventTexts(story);
  const own = story.map((event, i) => (
    { at: numberOf(event.at), what: visible(texts[i]), detail: rowOf(event, story) }
  ));
  const all: Moment[] = [
    ...savedText(saved),
    ...overtaken(overtakers),
    ...halts.map(({ role, atMs }) => ({ at: atMs, what: visible(`${role} halts`) })),
    ...own,
    ...faultsAcross(faults, sentMs, endMs, (fault) => strikeText(fault, hazards, story)),
    ...nothingMore(story),
  ];
  const lane = all.toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || 0)
    .map(({ at, what, detail }) => (
      { atMs: at === null ? null : at - sentMs, what, ...(detail !== undefined && { detail }) }
    ));
  return withoutRepetitions(lane);
}

/** An event by the clock of the run. */
interface Moment extends Omit<LaneEvent, "atMs"> {
  readonly at: number | null;
}

const savedText = (saved: SavedPosition | null): Moment[] =>
  saved === null ? [] : [{
    at: saved.atMs,
    what: visible(`${saved.reader} saves a position at its row or past it`),
    detail: visible(saved.place),
  }];

/** So many equal events in a row are shown as they are. */
const mostInARow = 3;

/** Of a longer row of equal events, shows the first, and the last with their number. */
function withoutRepetitions(lane: readonly LaneEvent[]): LaneEvent[] {
  const rows: LaneEvent[][] = [];
  for (const event of lane) {
    if (rows.at(-1)?.[0].what === event.what) rows.at(-1)!.push(event);
    else rows.push([event]);
  }
  return rows.flatMap((row) => {
    const last = row[row.length - 1];
    if (row.length <= mostInARow) return row;
    return [row[0], { ...last, what: `${last.what}, ${row.length} times in all` }];
  });
}

/** An empty end of a lane could also mean that nobody recorded what came. */
function nothingMore(story: readonly Event[]) {
  const has = (...kinds: string[]) => story.some(({ kind }) => kinds.includes(String(kind)));
  return has("commit") && !has("effect", "applied", "aside")
    ? [{ at: null, what: "nothing more: no effect" }]
    : [];
}

const numberOf = (value: unknown): number | null => typeof value === "number" ? value : null;

function overtaken({ passedBy, ofKey }: Overtakers) {
  return [
    ...(passedBy === null ? [] : [{
      at: passedBy.atMs,
      what: `operation ${passedBy.op}, which was written later, is sent`,
    }]),
    ...(ofKey === null ? [] : [{
      at: ofKey.atMs,
      what: `operation ${ofKey.op} takes effect, which is later and of the same key`,
    }]),
  ];
}

/** A fault by its name; one at a failpoint by the operation that it struck, where this is known. */
function strikeText(
  { name, target }: FaultFact,
  hazards: readonly HazardFact[],
  story: readonly Event[],
): string {
  const source = sourceOfPoint(target);
  const on = `${name} on ${target}`;
  if (story.some((one) => one.kind === "hazard" && one.source === source)) {
    return `${on} (this operation)`;
  }
  const ops = hazards.filter((one) => one.source === source).flatMap((one) => one.ops);
  return ops.length === 1 ? `${on} (operation ${ops[0]})` : on;
}

/** Begins and ends of faults between these times. A fault that was in force all the time begins before it. */
function faultsAcross(
  faults: readonly FaultFact[],
  fromMs: number,
  toMs: number,
  textOf: (fault: FaultFact) => string,
) {
  return faults.filter(({ beginMs, endMs }) =>
    beginMs !== null && beginMs <= toMs && (endMs ?? Infinity) >= fromMs
  ).slice(0, mostFaults).flatMap((fault) => {
    const { beginMs, endMs } = fault;
    const on = visible(textOf(fault));
    return [
      { at: beginMs, what: `${on} begins` },
      ...(endMs === null || endMs === beginMs || endMs > toMs
        ? []
        : [{ at: endMs, what: `${on} ends` }]),
    ];
  });
}

/**
 * Sets equal events beside one another: as many as possible, and each lane keeps its order. Events are
 * equal where their words are.
 */
export function sideBySide(left: readonly LaneEvent[], right: readonly LaneEvent[]): LaneRow[] {
  const longest = commonLengths(left, right);
  const rows: LaneRow[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    if (l < left.length && r < right.length && left[l].what === right[r].what) {
      rows.push({ left: left[l++], right: right[r++] });
    } else if (r === right.length || (l < left.length && longest[l + 1][r] >= longest[l][r + 1])) {
      rows.push({ left: left[l++], right: null });
    } else rows.push({ left: null, right: right[r++] });
  }
  return rows;
}

/** At [l][r], how many events the rest of both lanes from there on have in common. */
function commonLengths(left: readonly LaneEvent[], right: readonly LaneEvent[]): number[][] {
  const longest = Array.from(
    { length: left.length + 1 },
    () => Array.from({ length: right.length + 1 }, () => 0),
  );
  for (let l = left.length - 1; l >= 0; l--) {
    for (let r = right.length - 1; r >= 0; r--) {
      longest[l][r] = left[l].what === right[r].what
        ? longest[l + 1][r + 1] + 1
        : Math.max(longest[l + 1][r], longest[l][r + 1]);
    }
  }
  return longest;
}
