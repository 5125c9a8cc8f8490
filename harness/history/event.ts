/**
 * The events of a history: JSON lines, one event a line. `at` is in milliseconds since the start of
 * the run, with microsecond digits. A history may have unknown kinds and fields; they are ignored.
 */
import type { Applied } from "./kinds/applied.ts";
import type { Aside } from "./kinds/aside.ts";
import type { Change } from "./kinds/change.ts";
import type { Clock } from "./kinds/clock.ts";
import type { Commit } from "./kinds/commit.ts";
import type { Deliver } from "./kinds/deliver.ts";
import type { Drained } from "./kinds/drained.ts";
import type { Drop } from "./kinds/drop.ts";
import type { Effect } from "./kinds/effect.ts";
import type { FaultBegin, FaultEnd } from "./kinds/fault.ts";
import type { FeedFile } from "./kinds/file.ts";
import type { Halted } from "./kinds/halted.ts";
import type { HazardEvent } from "./kinds/hazard.ts";
import type { Invoke } from "./kinds/invoke.ts";
import type { Join } from "./kinds/join.ts";
import type { Marked } from "./kinds/marked.ts";
import type { Meta } from "./kinds/meta.ts";
import type { Monitor } from "./kinds/monitor.ts";
import type { Order } from "./kinds/order.ts";
import type { Position } from "./kinds/position.ts";
import type { ProcessEvent } from "./kinds/process.ts";
import type { Replica } from "./kinds/replica.ts";
import type { Request } from "./kinds/request.ts";
import type { Retention } from "./kinds/retention.ts";
import type { Row } from "./kinds/row.ts";
import type { Sample } from "./kinds/sample.ts";
import type { Send } from "./kinds/send.ts";
import type { Standstill } from "./kinds/standstill.ts";
import type { Stored } from "./kinds/stored.ts";
import type { Totals } from "./kinds/totals.ts";
import type { Traffic } from "./kinds/traffic.ts";
import type { Outcome } from "./outcome.ts";

export type {
  Applied,
  Aside,
  Change,
  Clock,
  Commit,
  Deliver,
  Drained,
  Drop,
  Effect,
  FaultBegin,
  FaultEnd,
  FeedFile,
  Halted,
  HazardEvent,
  Invoke,
  Join,
  Marked,
  Meta,
  Monitor,
  Order,
  Position,
  ProcessEvent,
  Replica,
  Request,
  Retention,
  Row,
  Sample,
  Send,
  Standstill,
  Stored,
  Totals,
  Traffic,
};
export type { Outcome } from "./outcome.ts";
export type { Still } from "./still.ts";

export type HistoryEvent =
  | Meta
  | Invoke
  | Drop
  | Outcome
  | Commit
  | Send
  | Stored
  | Marked
  | Deliver
  | Effect
  | Change
  | Applied
  | Aside
  | FaultBegin
  | FaultEnd
  | ProcessEvent
  | Halted
  | Sample
  | Join
  | Standstill
  | Replica
  | Retention
  | Clock
  | Totals
  | Traffic
  | FeedFile
  | Request
  | Order
  | HazardEvent
  | Monitor
  | Row
  | Position
  | Drained;
