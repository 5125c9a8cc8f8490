/** Business times as a person reads them. A time has its offset where the zone's clock shows it twice. */

/** Of `2026-03-29T19:00:00+09:00` the date, and the time of day: `19:00`. */
function partsOf(text: string): { readonly date: string; readonly time: string } {
  const local = Temporal.PlainDateTime.from(text);
  const time = String(local.toPlainTime());
  return { date: String(local.toPlainDate()), time: time.replace(/^(\d\d:\d\d):00$/, "$1") };
}

/** The date of a business time. */
export const dateOf = (text: string): string => partsOf(text).date;

/** `19:00`; `03-30 07:00` where its date is not `date`. */
export function timeSince(date: string, text: string, zone: string | null): string {
  const parts = partsOf(text);
  const day = parts.date === date ? "" : `${parts.date.slice("2026-".length)} `;
  return `${day}${parts.time}${repeatedOffset(text, zone)}`;
}

/** The business time of an instant: `2026-03-29 19:00 Asia/Seoul`. Null where the text is no instant. */
export function inZone(instant: unknown, zone: string | null): string | null {
  if (typeof instant !== "string" || zone === null) return null;
  try {
    const text = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
      .toString({ timeZoneName: "never" });
    const { date, time } = partsOf(text);
    return `${date} ${time}${repeatedOffset(text, zone)} ${zone}`;
  } catch {
    return null;
  }
}

/** Empty where the zone's clock shows the time once. */
function repeatedOffset(text: string, zone: string | null): string {
  if (zone === null) return "";
  const local = Temporal.PlainDateTime.from(text);
  const [first, second] = (["earlier", "later"] as const).map((disambiguation) =>
    local.toZonedDateTime(zone, { disambiguation }).offset
  );
  return first === second ? "" : /[+-][\d:]+$/.exec(text)![0];
}
