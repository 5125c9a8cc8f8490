/** The time zones of the business days, and the one that a mistyped name probably means. */
import { nearest } from "../../harness/plan/nearest.ts";

/** PostgreSQL reads an offset with the opposite sign, and other programs want the exact letters. */
export function isZone(text: string): boolean {
  try {
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return timeZoneId === text && /^[A-Z]/.test(text);
  } catch {
    return false;
  }
}

/** By its name in any letters, by its city alone, or with slips of the hand; null where none is near. */
export function meantZone(text: string): string | null {
  const zones = Intl.supportedValuesOf("timeZone");
  const plain = (name: string) => name.toLowerCase().replaceAll(" ", "_");
  const typed = plain(text);
  const same = zones.find((zone) => plain(zone) === typed) ??
    zones.find((zone) => plain(zone).endsWith(`/${typed}`));
  if (same !== undefined) return same;
  const names = zones.map(plain);
  const near = nearest(typed, names);
  return near === null ? null : zones[names.indexOf(near)];
}
