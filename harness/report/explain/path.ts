/** The way of one operation through its history: questions about its events. */
import type { Case, Written } from "../../history/case.ts";
import { isBefore } from "../../history/place.ts";

export interface FaultSpan {
  readonly id: string;
  readonly name: string;
  readonly target: string;
  /** What the fault does; null in old histories. */
  readonly verb: string | null;
  readonly beginMs: number;
  readonly endMs: number | null;
  readonly touched: number | null;
  readonly ops: readonly number[];
  readonly event: Written;
}

export class Path {
  readonly op: number;
  /** Its events by time. */
  readonly own: readonly Written[];
  readonly faults: readonly FaultSpan[];
  readonly #case: Case;
  readonly #byKind: ReadonlyMap<string, readonly Written[]>;
  readonly #run: ReadonlyMap<string, readonly Written[]>;

  constructor(found: Case) {
    this.#case = found;
    this.op = found.op;
    this.#run = Map.groupBy(found.run, ({ kind }) => kind);
    this.own = found.own.map((event) => withTarget(event, this.#declared));
    this.#byKind = Map.groupBy(this.own, ({ kind }) => kind);
    this.faults = spansOf(this.run("fault"));
  }

  /** Its own events of this kind, by time. */
  all(kind: string): readonly Written[] {
    return this.#byKind.get(kind) ?? [];
  }

  first(kind: string): Written | undefined {
    return this.all(kind)[0];
  }

  has(kind: string): boolean {
    return this.all(kind).length > 0;
  }

  /** Whether the history has events of this kind, of any operation: only then their absence says something. */
  knows(kind: string): boolean {
    return (this.#case.counts.get(kind) ?? 0) > 0;
  }

  /** Events of the run. */
  run(kind: string): readonly Written[] {
    return this.#run.get(kind) ?? [];
  }

  others(): readonly { readonly op: number; readonly events: readonly Written[] }[] {
    return [...this.#case.others].map(([op, events]) => ({ op, events }));
  }

  get committed(): Written | undefined {
    return this.first("commit");
  }

  get row(): Written | undefined {
    return this.first("row");
  }

  /** The systems that every operation must reach. */
  get targets(): readonly string[] {
    const declared = this.#declared;
    return declared.length > 0 ? declared : [...new Set(this.all("effect").map(targetOf))];
  }

  get #declared(): readonly string[] {
    const meta = this.run("meta")[0];
    return Array.isArray(meta?.targets) ? meta.targets.map(String) : [];
  }

  /** The targets without an effect of it. */
  get missed(): readonly string[] {
    const reached = this.all("effect").map(targetOf);
    return this.targets.filter((target) => !reached.includes(target));
  }

  /** The first target with several effects of it, with these effects; null where there is none. */
  get repeated(): readonly Written[] | null {
    const groups = Map.groupBy(this.all("effect"), targetOf);
    return [...groups.values()].find(({ length }) => length > 1) ?? null;
  }

  /** The history trusts the commits in the source, and has none of it. */
  get isNeverCommitted(): boolean {
    return this.run("meta")[0]?.truth === "commit" && !this.has("commit");
  }

  /** Whether the role is called and answers: the requests to it are watched. */
  isCalled(role: string): boolean {
    return this.run("monitor").some(({ name, of }) =>
      name === "failed-requests" && sameRole(String(of), role)
    );
  }

  get isDrained(): boolean {
    return this.run("drained").some(({ complete }) => complete === true);
  }

  /** The ends of processes of this role before the run was over, other than orderly ones. */
  exits(role: string | null, afterMs = -Infinity, beforeMs = Infinity): readonly Written[] {
    return this.run("process").filter((event) =>
      event.phase === "exit" && (role === null || sameRole(String(event.role), role)) &&
      (event.signal !== undefined || (event.code ?? 0) !== 0) &&
      event.at !== null && event.at >= afterMs && event.at <= beforeMs
    );
  }

  /** The next time at which a process of the role was ready. */
  readyAfter(role: string, ms: number): Written | undefined {
    return this.run("process").find((event) =>
      event.phase === "ready" && sameRole(String(event.role), role) && event.at! > ms
    );
  }

  /** Positions that a reader saved in the table or log of its row, and are at its row or behind it. */
  positionsPast(row: Written): readonly Written[] {
    return this.run("position").filter((event) => event.where === row.where && isPast(event, row));
  }

  /** The samples of a slot that had confirmed its row, by time; none for a row of a table. */
  confirmedPast(row: Written): readonly Written[] {
    return this.run("retention").filter((event) =>
      typeof event.place === "string" && isPast(event, row)
    );
  }

  /** The fault that was in force at this time; with a role, only one at this role. */
  faultAt(ms: number | null, role?: string): FaultSpan | null {
    if (ms === null) return null;
    const inForce = this.faults.filter(({ beginMs, endMs }) =>
      beginMs <= ms && (endMs === null || ms <= endMs)
    );
    const struck = ({ target }: FaultSpan) =>
      role === undefined || sameRole(target.split(":")[0], role);
    return inForce.find(struck) ?? null;
  }
}

/** An effect that names no target belongs to the only one that there is. */
function withTarget(event: Written, declared: readonly string[]): Written {
  if (event.kind !== "effect" || typeof event.target === "string") return event;
  return { ...event, target: declared[0] ?? "The target" };
}

/** A position is where a reader goes on: it is past a row that ends there. */
function isPast(position: Written, row: Written): boolean {
  const [there, here] = [String(position.place), String(row.place)];
  return there === here || isBefore(here, there);
}

export const targetOf = ({ target }: Written): string => String(target);

/** `relay#2` and `relay` are processes of one role. */
const plain = (role: string): string => role.replace(/#\d+$/, "");
export const sameRole = (a: string, b: string): boolean => plain(a) === plain(b);

function spansOf(events: readonly Written[]): FaultSpan[] {
  const begun = events.filter(({ phase }) => phase === "begin");
  return begun.map((event) => {
    const end = events.find(({ phase, id }) => phase === "end" && id === event.id);
    const ops = [event, end].flatMap((one) => Array.isArray(one?.ops) ? one.ops : []);
    return {
      id: String(event.id ?? ""),
      name: String(event.name),
      target: String(event.target),
      verb: typeof event.verb === "string" ? event.verb : null,
      beginMs: event.at ?? 0,
      endMs: end?.at ?? null,
      touched: typeof end?.touched === "number" ? end.touched : null,
      ops: ops.filter((op): op is number => typeof op === "number"),
      event,
    };
  });
}
