/** The shape of the monitors in a result. */
import { z } from "zod";
import { monitorNames } from "../history/monitor_names.ts";
import { anomalyNames } from "../check/evidence.ts";

const name = z.enum([...monitorNames, "expected-file"]);
const milliseconds = z.number().nullable();

export const monitorsShape = z.strictObject({
  watched: z.array(z.strictObject({
    name,
    of: z.string().nullable().describe("What it watches: a slot, a called role, a business day."),
    limit: z.number().describe("It alarms above this: seconds, messages, bytes or a share."),
    samples: z.int().min(0),
    highest: z.number(),
    last: z.number(),
    alarmMs: milliseconds.describe("When it was first above its limit; null where never."),
  })),
  answers: z.array(z.strictObject({
    anomaly: z.enum(anomalyNames),
    op: z.int().min(0),
    sight: z.enum(["detected", "would-alarm", "silent"]),
    by: name.nullable(),
    afterMs: milliseconds.describe(
      "From the commit to the alarm; where it would alarm, the monitor's own time.",
    ),
  })).describe("Of the first operation of each anomaly that breaks a promise."),
}).nullable().default(null).describe("Null where nobody watched.");
