/** The throughput of a style that works by business dates: rows a second, from the schedule to the load. */
import type { Facts } from "../history/facts.ts";

/** A day with fewer rows measures only how long a job takes to begin. */
const leastRows = 500;
/** The load that fills the days. */
export const chainRate = 400;
export const chainMs = 12_000;

export const worksByDates = ({ clock }: Facts): boolean => clock.length > 0;

/** The best day's rows a second; null where no day had enough rows and was loaded. */
export function rowsPerSecond({ clock, files, totals }: Facts): number | null {
  const speeds = totals.flatMap(({ date, query }) => {
    const due = clock.find((stop) => stop.date === date && stop.name === "schedule")?.atMs ?? null;
    const loaded = files.filter((file) => file.date === date)
      .flatMap(({ loadedMs }) => loadedMs).filter((ms) => ms !== null);
    const last = Math.max(...loaded);
    if (due === null || query === null || query.count < leastRows || !(last > due)) return [];
    return [query.count * 1_000 / (last - due)];
  });
  return speeds.length === 0 ? null : Math.round(Math.max(...speeds));
}
