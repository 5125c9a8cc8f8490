/** Folds control events into the run, its faults, processes and end. */
import type { Aggregate } from "./aggregate.ts";
import type {
  Drained,
  FileFact,
  HaltFact,
  HazardFact,
  OrderFact,
  ReplicaFact,
  RequestFact,
  RetentionFact,
  StandstillFact,
  StopFact,
  TotalsFact,
  TrafficFact,
} from "./facts.ts";
import type { MonitorFact } from "./monitor_fact.ts";
import type { FaultMark, ProcessMark } from "./marks.ts";

/** A `meta` event as read. */
export interface MetaMark {
  readonly truth: "commit" | "outcome" | null;
  readonly targets: readonly string[] | null;
  readonly hazards: readonly string[] | null;
  readonly epochMs: unknown;
}

export class ControlEvents {
  readonly faults: FaultMark[] = [];
  readonly processes: ProcessMark[] = [];
  readonly halts: HaltFact[] = [];
  /** By the name of a target that joined: commits from this time on must reach it. */
  readonly joined = new Map<string, number>();
  meta: MetaMark | null = null;
  /** True where the last `meta` was that of another run. */
  isOtherRun = false;
  /** The longest standstill; the first of equally long ones. */
  standstill: StandstillFact | null = null;
  drained: Drained | null = null;
  /** By table and target. */
  readonly replicas = new Map<string, ReplicaFact>();
  /** By slot. */
  readonly retention = new Map<string, RetentionFact>();
  /** By name, and by what they watch. */
  readonly monitors = new Map<string, MonitorFact>();
  /** The stops, by date and name. */
  readonly clock = new Map<string, StopFact>();
  /** By date. */
  readonly totals = new Map<string, TotalsFact>();
  /** By link. */
  readonly traffic = new Map<string, TrafficFact>();
  /** By date and attempt. */
  readonly files = new Map<string, FileFact>();
  readonly orders: OrderFact[] = [];
  /** By date and name. */
  readonly requests = new Map<string, RequestFact>();
  /** By name and source. */
  readonly hazards = new Map<string, HazardFact>();
  readonly aggregate: Aggregate;

  constructor(aggregate: Aggregate) {
    this.aggregate = aggregate;
  }
}
