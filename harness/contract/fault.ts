/** The contract of faults, and of their results. Types only. */
import type { Thing } from "./capability.ts";
import type { FaultContext } from "./fault_context.ts";
import type { Hazard } from "./hazard.ts";
import type { Reach, Victim } from "./role_process.ts";

export interface Disturbance {
  /** Undoes the fault, waits until it is undone, and returns how much it touched. */
  end(): Promise<Ended>;
}

export interface Ended {
  readonly touched: number;
  /**
   * The hazards that it was, where that differs from `Fault.makes`: the name of each, and how often
   * it came.
   */
  readonly hazards?: readonly { readonly name: string; readonly count: number }[];
  /** Operations that the fault marked: these may be set aside without breaking a promise. */
  readonly ops?: number[];
  /** The fault that this one turned into: `kill-relay`, if a graceful stop did not end the relay. */
  readonly became?: string;
  /** Connections whose client logged in to a server that it should have refused. */
  readonly misled?: number;
  /** Why the fault proves nothing although it touched something: one clause. */
  readonly ineffective?: string;
  /** How the fault reached its victim. */
  readonly by?: Reach;
  /** The times at which no process of a role ran. No data that only this role changes may change then. */
  readonly still?: readonly Still[];
}

/** No process of this role ran from `fromMs` to `toMs`, in milliseconds since the start of the run. */
export interface Still {
  readonly role: string;
  /** Kinds of events that only this role causes. */
  readonly kinds: readonly string[];
  /** For effects: only those in this target. */
  readonly target?: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Another name of a fault: `points-down` is `kill-points` with a longer duration. */
export interface Alias {
  readonly name: string;
  /** How long the fault lasts under this name, where that differs from its usual length. See `Fault`. */
  readonly lastsMs?: number;
  readonly leastMs?: number;
}

/** A verb on a thing: `kill-broker`. */
export interface Fault {
  /** The fault's name as typed, in the history and in reports. */
  readonly name: string;
  /** Other names that may be typed. */
  readonly aliases: readonly Alias[];
  readonly summary: string;
  /**
   * Software that not every machine has: `PostgreSQL 18`. A matrix uses the fault only where
   * `--faults` names it.
   */
  readonly requires?: string;
  /** The name of the verb. */
  readonly verb: string;
  /** The thing that the verb strikes. */
  readonly thing: Thing;
  /**
   * What it does to the thing, as promises see it: nobody reaches the thing, the thing answers late,
   * or these hazards come.
   * @default nothing
   */
  readonly makes?: "away" | "late" | readonly Hazard[];
  /** Written to the history. Two faults with the same target take turns. @default the thing's name */
  readonly target: string;
  /** The possible aims: servers, roles or links. */
  readonly targets: readonly string[];
  /** How long the fault lasts by default, in milliseconds. 0: it is over at once. */
  readonly lastsMs: number;
  /**
   * It asks its victim to end, and begins when the victim has ended. Any hold on the victim must be
   * released first.
   */
  readonly endsInOrder?: true;
  /**
   * The shortest length that still tests something, in milliseconds. If the fault makes a server
   * silent, it must last longer than the timeouts of that server's clients.
   */
  readonly leastMs: number;
  /** How far the fault reaches: one run's namespace, roles and links; or every run on the server. @default the thing's */
  readonly scope: "namespace" | "server";
  /**
   * For a fault on processes: those that it may strike. The fault waits until one of them is at
   * work.
   *
   * @throws Refusal (64) where this run has no such process
   */
  victims?(context: FaultContext, aim?: string): readonly Victim[];
  /**
   * Starts the fault.
   *
   * @param aim narrows it to one of its targets: the link `relay-broker`, the process `relay#2`
   * @param victim the process that is at work, for a fault with victims
   */
  begin(context: FaultContext, aim?: string, victim?: Victim): Promise<Disturbance>;
}
