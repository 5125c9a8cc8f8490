/** What the jobs of this lab have in common: their calendar, and their turns. */
import { amount, idle, ready, setting, stopping } from "../../harness/roles/role.ts";
import { type Calendar, calendarOf } from "./business_days.ts";

/** The calendar that the run's environment names: `START_DATE` for `start-date`. */
export const calendarSetting = (): Calendar =>
  calendarOf((name) => setting(name.toUpperCase().replaceAll("-", "_")));

/** Says `ready`, and takes turns until SIGTERM. A turn that fails is written to the log, and the next one tries again. */
export async function takeTurns(turn: () => Promise<void>): Promise<void> {
  const pollMs = amount("POLL_MS", 40);
  ready();
  while (!stopping.aborted) {
    try {
      await turn();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
    await idle(pollMs);
  }
}
