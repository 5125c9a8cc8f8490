/** Folds frequent events into the columns of operations and effects, and into names. */
import { AppliedChanges, Changes } from "./changes.ts";
import { Effects, Operations } from "./columns.ts";
import type { MemoryFact } from "./facts.ts";
import { KEY, ROLE, TARGET } from "./lexer.ts";
import type { LineReader } from "./line.ts";
import type { Repetition } from "./not_one_run.ts";
import { Names } from "./names.ts";

const rolesInMask = 31;

export class Aggregate {
  /** A limit, because each target costs columns. No run writes a history with more targets. */
  readonly mostTargets = 64;
  readonly operations: Operations;
  readonly keys = new Names();
  /** The names of `targets`, in the same order. */
  readonly #targetNames = new Names();
  readonly targets: Effects[] = [];
  /** Null where no event names a change. */
  changes: Changes | null = null;
  /** The names of `applied`, in the same order. */
  readonly #appliedNames = new Names();
  readonly applied: AppliedChanges[] = [];
  redelivered = 0;
  /** Roles that sent, without their instances. */
  readonly senders: string[] = [];

  readonly #roles = new Names();
  /** Maps the number of a role with its instance to the number of the role alone. */
  readonly #roleOf: number[] = [];
  readonly #plainRoles: string[] = [];
  /** By the number of a role with its instance: whether the role is noted as a sender. */
  readonly #senderIds: boolean[] = [];
  /** Deliveries to roles that the mask has no bit for: `slot * 65536 + role`. */
  readonly #furtherDeliveries = new Set<number>();
  /**
   * The role that wrote the file being read; null where no role wrote it. It replaces the role that
   * an event of the file names.
   */
  #role: string | null = null;
  #roleNumber = -1;
  /** Set where the last event repeats an earlier one; the reader sets it back to null. */
  repetition: Repetition | null = null;
  /** By role and incarnation of the process. */
  readonly #memory = new Map<string, MemoryFact>();

  /** @param capacity the expected number of operations; the columns grow for more */
  constructor(capacity: number) {
    this.operations = new Operations(capacity);
  }

  /** @param role the process whose file is read from now on; null where no role wrote it */
  open(role: string | null): void {
    this.#role = role === null ? null : plainRole(role);
    this.#roleNumber = this.#role === null ? -1 : this.#plainRole(this.#role);
  }

  target(name: string): Effects {
    return this.#target(this.#targetNames.ofText(name));
  }

  #target(id: number): Effects {
    return this.targets[id] ??= new Effects(
      this.#targetNames.text(id),
      this.operations.capacity,
    );
  }

  /** The target that the event names; null where the history has too many targets. */
  targetIn(line: LineReader, bytes: Uint8Array): Effects | null {
    const id = line.text[TARGET] < 0
      ? this.#targetNames.ofText("")
      : nameIn(this.#targetNames, line, TARGET, bytes);
    return id >= this.mostTargets ? null : this.#target(id);
  }

  /** Notes one change of the operation's transaction in the source: number `i` of `of` changes. */
  addChange(slot: number, i: number, of: number): void {
    this.changes ??= new Changes(this.operations.capacity);
    this.changes.add(slot, i, of);
  }

  /**
   * The changes applied in the target that the event names; null where the event names no target, or
   * the history has too many targets.
   */
  appliedIn(line: LineReader, bytes: Uint8Array): AppliedChanges | null {
    if (line.text[TARGET] === line.text[TARGET + 1]) return null;
    const id = nameIn(this.#appliedNames, line, TARGET, bytes);
    if (id < 0 || id >= this.mostTargets) return null;
    return this.applied[id] ??= new AppliedChanges(
      this.#appliedNames.text(id),
      this.operations.capacity,
    );
  }

  /** Number of the key that the event names; -1 where it names none. */
  keyIn(line: LineReader, bytes: Uint8Array): number {
    return nameIn(this.keys, line, KEY, bytes);
  }

  /** Notes that the role of the event has sent something. */
  noteSender(line: LineReader, bytes: Uint8Array): void {
    if (this.#role !== null) {
      if (!this.senders.includes(this.#role)) this.senders.push(this.#role);
      return;
    }
    const id = nameIn(this.#roles, line, ROLE, bytes);
    if (id < 0 || this.#senderIds[id] === true) return;
    this.#senderIds[id] = true;
    const name = plainRole(this.#roles.text(id));
    if (!this.senders.includes(name)) this.senders.push(name);
  }

  /** Notes a delivery. True where the role of the event had got this operation before. */
  isDeliveredAgain(slot: number, line: LineReader, bytes: Uint8Array): boolean {
    const { roles } = this.operations;
    const role = this.#roleNumber < 0 ? this.#roleIn(line, bytes) : this.#roleNumber;
    if (role < rolesInMask) {
      const again = (roles[slot] & (1 << role)) !== 0;
      roles[slot] |= 1 << role;
      return again;
    }
    const delivery = slot * 65536 + role;
    const again = this.#furtherDeliveries.has(delivery);
    this.#furtherDeliveries.add(delivery);
    return again;
  }

  /** Ignores 0 bytes: a process that has just ended has no memory. */
  sample(role: string, incarnation: number | null, rssBytes: number): void {
    if (!(rssBytes > 0)) return;
    const process = JSON.stringify([role, incarnation]);
    const before = this.#memory.get(process);
    this.#memory.set(process, {
      role,
      incarnation,
      samples: (before?.samples ?? 0) + 1,
      lowestBytes: Math.min(before?.lowestBytes ?? rssBytes, rssBytes),
      highestBytes: Math.max(before?.highestBytes ?? rssBytes, rssBytes),
    });
  }

  memory(): MemoryFact[] {
    return [...this.#memory.values()].sort((a, b) =>
      a.role === b.role ? (a.incarnation ?? 0) - (b.incarnation ?? 0) : a.role < b.role ? -1 : 1
    );
  }

  #roleIn(line: LineReader, bytes: Uint8Array): number {
    const id = nameIn(this.#roles, line, ROLE, bytes);
    return id < 0 ? this.#plainRole("") : this.#roleOf[id] ??= this.#roleWithout(id);
  }

  /** `relay#2` is an instance of `relay`. */
  #roleWithout(id: number): number {
    return this.#plainRole(plainRole(this.#roles.text(id)));
  }

  #plainRole(name: string): number {
    const known = this.#plainRoles.indexOf(name);
    return known >= 0 ? known : this.#plainRoles.push(name) - 1;
  }
}

export function plainRole(role: string): string {
  const instance = role.indexOf("#");
  return instance < 0 ? role : role.slice(0, instance);
}

export function nameIn(names: Names, line: LineReader, place: number, bytes: Uint8Array): number {
  const start = line.text[place];
  return start < 0 ? -1 : names.of(bytes, start, line.text[place + 1], line.text[place + 2]);
}
