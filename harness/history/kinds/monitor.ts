import { orNull, textIn, wordIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { type MonitorName, monitorNames } from "../monitor_names.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Monitor {
  at: number;
  kind: "monitor";
  name: MonitorName;
  /** What it watches, where there may be several: a slot. */
  of?: string;
  /** Seconds for oldest-row and consumer-lag, messages for dead-letters, bytes for slot. */
  value: number;
  /** It alarms above this value. */
  limit: number;
}

/** No verdict uses it: it is for the answer to whether an operator would have seen an anomaly. */
export const monitor: ControlKind = {
  name: "monitor",
  writer: "harness",
  summary: "What a usual monitor of an operator shows, once a second.",
  fields: {
    name:
      "oldest-row: age of the oldest waiting row; consumer-lag: age of the oldest message without an acknowledgement; dead-letters: how many there are; slot: the log kept for a reader",
    of: "what it watches, where there may be several: a slot",
    value: "seconds, for oldest-row and consumer-lag; a number of messages; bytes of a slot",
    limit: "it alarms above this value",
  },
  optional: ["of"],
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
    const id = `${name} ${of}`;
    const known = monitors.get(id) ?? { name, of: of === "" ? null : of, limit, samples: [] };
    const samples = [...known.samples, { atMs: orNull(numberIn(line, "at")), value }];
    monitors.set(id, { ...known, samples });
  },
};
