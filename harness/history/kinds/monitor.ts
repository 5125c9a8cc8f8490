import { orNull, textIn, wordIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { type MonitorName, monitorNames } from "../monitor_names.ts";
import { isOperation, numberIn, Unreadable } from "../slow_line.ts";

export interface Monitor {
  at: number;
  kind: "monitor";
  name: MonitorName;
  /** What it watches, where there may be several: a slot, a called role. */
  of?: string;
  /** Seconds of an age or lag, messages for dead-letters, bytes for slot, a share for failed-requests. */
  value: number;
  /** It alarms above this value. */
  limit: number;
  /** Of requests: the operations for which it alarms, of failed-requests those that no alarm named before. */
  ops?: number[];
}

/** No verdict uses it: it is for the answer to whether an operator would have seen an anomaly. */
export const monitor: ControlKind = {
  name: "monitor",
  writer: "harness",
  summary: "What a usual monitor of an operator shows, once a second.",
  fields: {
    name:
      "oldest-row: age of the oldest waiting row; consumer-lag: age of the oldest message without an acknowledgement; dead-letters: how many there are; slot: the log kept for a reader; oldest-request: age of the oldest request without an answer; failed-requests: the share of the requests of the last 5 s that got a status from 500 or no answer",
    of: "what it watches, where there may be several: a slot, a called role",
    value:
      "seconds, for oldest-row, oldest-request and consumer-lag; a number of messages; bytes of a slot; a share from 0 to 1",
    limit: "it alarms above this value",
    ops:
      "above the limit, of requests: the operations for which it alarms; of failed-requests, those that no alarm named before",
  },
  optional: ["of", "ops"],
  fold({ monitors }, line) {
    const name = wordIn(line, "name", monitorNames);
    const [of, value, limit] = [
      textIn(line, "of"),
      numberIn(line, "value"),
      numberIn(line, "limit"),
    ];
    if (!(value >= 0) || !(limit >= 0)) {
      throw new Unreadable("is a monitor event: its value and its limit must be numbers from 0");
    }
    const ops = line.ops ?? [];
    if (!Array.isArray(ops) || !ops.every(isOperation)) {
      throw new Unreadable("is a monitor event: its ops must be a list of operation numbers");
    }
    const id = `${name} ${of}`;
    const known = monitors.get(id) ?? { name, of: of === "" ? null : of, limit, samples: [] };
    const samples = [...known.samples, { atMs: orNull(numberIn(line, "at")), value, ops }];
    monitors.set(id, { ...known, samples });
  },
};
