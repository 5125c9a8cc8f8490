/** The usual monitors of an operator, and whether they would have shown an anomaly. */
import type { Facts, StopFact } from "../history/facts.ts";
import type { MonitorFact } from "../history/monitor_fact.ts";

/** The monitors that are sampled, and a file that is expected at the check of its day. */
export type WatchedName = MonitorFact["name"] | "expected-file";

export interface Watched {
  readonly name: WatchedName;
  /** What it watches, where there may be several: a slot, a business day. */
  readonly of: string | null;
  readonly limit: number;
  readonly samples: number;
  readonly highest: number;
  readonly last: number;
  /** When it was first above its limit, in milliseconds since the start of the run; null where never. */
  readonly alarmMs: number | null;
}

/** `would-alarm`: the operation still stands there after the drain, and the monitor needs time. */
export type Sight = "detected" | "would-alarm" | "silent";

export interface Answer {
  readonly op: number;
  readonly sight: Sight;
  /** Null where silent. */
  readonly by: WatchedName | null;
  /** From the operation's commit to the alarm; the monitor's own time where it would alarm. */
  readonly afterMs: number | null;
}

/** One event of the operation, as it was written. */
type Event = Readonly<Record<string, unknown>>;

/** Null where nobody watched. */
export function watchedOf(facts: Facts): Watched[] | null {
  const sampled = facts.monitors.map(({ name, of, limit, samples }): Watched => ({
    name,
    of,
    limit,
    samples: samples.length,
    highest: samples.reduce((most, { value }) => Math.max(most, value), 0),
    last: samples.at(-1)?.value ?? 0,
    alarmMs: samples.find(({ value }) => value > limit)?.atMs ?? null,
  }));
  const files = facts.clock.filter(({ name }) => name === "check").map((check): Watched => {
    const isMissing = isMissingAt(facts, check);
    const value = isMissing ? 1 : 0;
    const alarmMs = isMissing ? check.atMs : null;
    const of = check.date;
    return {
      name: "expected-file",
      of,
      limit: 0,
      samples: 1,
      highest: value,
      last: value,
      alarmMs,
    };
  });
  const all = [...sampled, ...files];
  return all.length === 0 ? null : all;
}

/** The file of a business day was not loaded when the clock passed the day's check. */
function isMissingAt({ files }: Facts, { date, atMs }: StopFact): boolean {
  if (atMs === null) return false;
  const loads = files.filter((file) => file.date === date).flatMap(({ loadedMs }) => loadedMs);
  return !loads.some((loadedMs) => loadedMs === null || loadedMs <= atMs);
}

/**
 * Whether a monitor counted this operation while it was above its limit, or still counts it after the
 * drain. The first alarm is the answer.
 *
 * @param events those of the operation, in the order of time
 */
export function answerOn(facts: Facts, op: number, events: readonly Event[]): Answer {
  const beginMs = timeOf(events, "commit") ?? timeOf(events, "ok") ?? timeOf(events, "invoke") ?? 0;
  const sights = [
    ...facts.monitors.flatMap((monitor) => sightOf(monitor, op, events) ?? []),
    ...fileSights(facts, events),
  ];
  const detected = sights.filter(({ alarmMs }) => alarmMs !== null)
    .sort((a, b) => a.alarmMs! - b.alarmMs!)[0];
  if (detected !== undefined) {
    const afterMs = Math.max(0, Math.round((detected.alarmMs! - beginMs) * 1_000) / 1_000);
    return { op, sight: "detected", by: detected.by, afterMs };
  }
  const standing = sights.find(({ stands }) => stands);
  if (standing === undefined) return { op, sight: "silent", by: null, afterMs: null };
  return { op, sight: "would-alarm", by: standing.by, afterMs: standing.waitMs };
}

interface SightOf {
  readonly by: WatchedName;
  /** Null where it did not alarm while it counted the operation. */
  readonly alarmMs: number | null;
  /** It counts the operation after the drain. */
  readonly stands: boolean;
  /** How long it takes until it alarms for what stands there. */
  readonly waitMs: number;
}

/** The monitors of requests say themselves which operations they count. */
type OfRequests = "oldest-request" | "failed-requests";

const isOfRequests = (name: MonitorFact["name"]): name is OfRequests =>
  name === "oldest-request" || name === "failed-requests";

/** The times between which the monitor counts the operation; null where it never does. */
function countedBy(
  name: Exclude<MonitorFact["name"], OfRequests>,
  events: readonly Event[],
): { fromMs: number; toMs: number; stands: boolean } | null {
  const committed = timeOf(events, "commit");
  const applied = timeOf(events, "effect") ?? Infinity;
  const row = events.find(({ kind }) => kind === "row");
  switch (name) {
    case "oldest-row": {
      if (row === undefined || row.state === "written" || committed === null) return null;
      const stands = row.state === "waiting" || row.state === "taken";
      return { fromMs: committed, toMs: stands ? Infinity : Number(row.at ?? committed), stands };
    }
    case "consumer-lag": {
      const stored = events.find(({ kind }) => kind === "stored");
      if (stored === undefined) return null;
      const fromMs = Number(stored.at ?? committed ?? 0);
      return { fromMs, toMs: applied, stands: applied === Infinity };
    }
    case "dead-letters": {
      const aside = events.find(({ kind }) => kind === "aside");
      if (aside === undefined) return null;
      const fromMs = Number(aside.at ?? committed ?? 0);
      return { fromMs, toMs: applied, stands: applied === Infinity };
    }
    case "slot":
      return committed === null ? null : { fromMs: committed, toMs: applied, stands: false };
  }
}

function sightOf(
  { name, limit, samples }: MonitorFact,
  op: number,
  events: readonly Event[],
): SightOf | null {
  if (isOfRequests(name)) {
    const alarm = samples.find(({ value, ops }) => value > limit && ops.includes(op));
    // A request that is open at the end of a run is cut off with it.
    return { by: name, alarmMs: alarm?.atMs ?? null, stands: false, waitMs: 0 };
  }
  const counted = countedBy(name, events);
  if (counted === null) return null;
  const { fromMs, toMs } = counted;
  const isAge = name === "oldest-row" || name === "consumer-lag";
  // The age of another row may be above the limit: this one counts from its own age on.
  const sinceMs = isAge ? fromMs + limit * 1_000 : fromMs;
  const alarm = samples.find(({ atMs, value }) =>
    atMs !== null && value > limit && atMs >= sinceMs && atMs <= toMs
  );
  // A consumer that is not behind has given the message up: its lag does not count it any more.
  const stands = counted.stands && (name !== "consumer-lag" || (samples.at(-1)?.value ?? 0) > 0);
  return { by: name, alarmMs: alarm?.atMs ?? null, stands, waitMs: isAge ? limit * 1_000 : 0 };
}

/** The check of the operation's business day, where the day was not loaded by then. */
function fileSights(facts: Facts, events: readonly Event[]): SightOf[] {
  const business = events.find(({ kind }) => kind === "commit")?.business;
  if (typeof business !== "string") return [];
  const zone = facts.clock.find((stop) => stop.zone !== null)?.zone ?? "UTC";
  const date = dateOf(business, zone);
  const checks = facts.clock.filter((stop) => stop.name === "check" && stop.date === date);
  return checks.filter((check) => isMissingAt(facts, check))
    .map(({ atMs }) => ({ by: "expected-file", alarmMs: atMs, stands: false, waitMs: 0 }));
}

function dateOf(business: string, zone: string): string | null {
  try {
    return Temporal.Instant.from(business).toZonedDateTimeISO(zone).toPlainDate().toString();
  } catch {
    return null;
  }
}

function timeOf(events: readonly Event[], kind: string): number | null {
  const times = events.filter((event) => event.kind === kind && typeof event.at === "number");
  return times.length === 0 ? null : Number(times[0].at);
}
