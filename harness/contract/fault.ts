/** The contract of faults: what one is, and what it says of itself when it is over. Types only. */
import type { Thing } from "./capability.ts";
import type { FaultContext } from "./fault_context.ts";
import type { Reach, Victim } from "./role_process.ts";

export interface Disturbance {
  /** Undoes it, waits until it is undone, and says how much it touched. */
  end(): Promise<Ended>;
}

export interface Ended {
  readonly touched: number;
  /** Operations that it marked: what is set aside of these is excused. */
  readonly ops?: number[];
  /** The fault that it turned into: a stop in order that had to end in a kill. */
  readonly became?: string;
  /** Why it proves nothing, though it touched something: one clause. */
  readonly ineffective?: string;
  /** By which means it reached its victim. */
  readonly by?: Reach;
  /** When no process of a role ran: nothing of its may have moved. */
  readonly still?: readonly Still[];
}

/** No process of this role ran from `fromMs` to `toMs`, in milliseconds since the start of the run. */
export interface Still {
  readonly role: string;
  /** Kinds of events that only this role makes happen. */
  readonly kinds: readonly string[];
  /** Of effects: in this target. */
  readonly target?: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Another name of a fault: `points-down` is `kill-points`, for longer. */
export interface Alias {
  readonly name: string;
  /** How long the fault lasts under this name, where that is not its usual length. See `Fault`. */
  readonly lastsMs?: number;
  readonly leastMs?: number;
}

/** A verb on a thing: `kill-broker`. */
export interface Fault {
  /** As it is typed, written to the history and told in reports. */
  readonly name: string;
  /** Other names of the same, that may be typed. */
  readonly aliases: readonly Alias[];
  readonly summary: string;
  /** The name of its verb. */
  readonly verb: string;
  /** What the verb is done to. */
  readonly thing: Thing;
  /** Written to the history. Two faults with the same target take turns. @default the thing's name */
  readonly target: string;
  /** What it may aim at: servers, roles or links. */
  readonly targets: readonly string[];
  /** How long it lasts where nobody says, in milliseconds. 0: an instant. */
  readonly lastsMs: number;
  /** It begins when its victim, which was asked to, has ended: that needs whatever holds it to let go. */
  readonly endsInOrder?: true;
  /**
   * The shortest that still tests something, in milliseconds: longer than the timeouts of those who
   * meet it, where it is a silence.
   */
  readonly leastMs: number;
  /** What it breaks: a run's own part of a server, its roles and links; or a server, for every run in it. @default the thing's */
  readonly scope: "namespace" | "server";
  /**
   * Those that it may strike, where it strikes processes: it waits until one of them is at work.
   *
   * @throws Refusal (64) where this run has none
   */
  victims?(context: FaultContext, aim?: string): readonly Victim[];
  /**
   * `aim` narrows it to one of its targets: the link `relay-broker`, the process `relay#2`. `victim`
   * is the one that is at work, where it has victims.
   */
  begin(context: FaultContext, aim?: string, victim?: Victim): Promise<Disturbance>;
}
