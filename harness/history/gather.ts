/** Takes events one by one into the columns of `Facts`. */
import {
  ACKNOWLEDGED,
  COMMITTED,
  compareExactly,
  DELIVERED,
  DROPPED,
  EFFECT_KEY_MISSING,
  EFFECT_KEYS_DIFFER,
  EFFECT_VALUE_KNOWN,
  EFFECT_VALUE_MISSING,
  EFFECT_VALUES_DIFFER,
  Effects,
  IN_BROKER,
  INVOKED,
  MARKED_SENT,
  Operations,
  PLAN_KNOWN,
  REDELIVERED,
  REFUSED,
  ROLLS_BACK,
  SENT,
  STORED_AGAIN,
  UNCERTAIN,
  VALUE_KNOWN,
} from "./columns.ts";
import type { MemoryFact } from "./facts.ts";
import { exactOf, plainText } from "./exact.ts";
import type { LineReader } from "./line.ts";
import type { Repetition } from "./not_one_run.ts";
import {
  AT,
  COMMIT,
  DELIVER,
  DROP,
  EFFECT,
  FAIL,
  INFO,
  INVOKE,
  KEY,
  MARKED,
  N,
  OK,
  OP,
  PLANNED,
  ROLE,
  SEND,
  SEQ,
  STORED,
  TARGET,
  VALUE_ABSENT,
} from "./words.ts";
import { Names } from "./names.ts";

const rolesInMask = 31;
/** More targets than this is no history of ours, and each costs a column. */
export const mostTargets = 64;

export class Gatherer {
  readonly operations = new Operations();
  readonly keys = new Names();
  /** In the order of `targets`. */
  readonly #targetNames = new Names();
  readonly targets: Effects[] = [];
  redelivered = 0;
  /** Roles that sent, without their instances. */
  readonly senders: string[] = [];

  readonly #roles = new Names();
  /** Number of the role without its instance, by the number of the role as written. */
  readonly #roleOf: number[] = [];
  readonly #plainRoles: string[] = [];
  /** By the number of the role as written. */
  readonly #senderIds: boolean[] = [];
  /** Deliveries to roles that the mask has no bit for: `slot * 65536 + role`. */
  readonly #furtherDeliveries = new Set<number>();
  /** Of the file that is read, where it is a role's: its events are nobody else's. */
  #role: string | null = null;
  #roleNumber = -1;
  /** What the event just taken repeats; whoever reads it puts it back to null. */
  repetition: Repetition | null = null;
  /** By process. */
  readonly #memory = new Map<string, MemoryFact>();

  /** @param role the process whose file is read from now on; null where it is no role's */
  open(role: string | null): void {
    this.#role = role === null ? null : plainRole(role);
    this.#roleNumber = this.#role === null ? -1 : this.#plainRole(this.#role);
  }

  /** Takes the event that the reader found in `bytes`; returns what is wrong with it, or null. */
  take(line: LineReader, bytes: Uint8Array, position: number): string | null {
    const operations = this.operations;
    const slot = operations.slot(line.number[OP]);
    switch (line.kind) {
      case INVOKE:
        this.#invoke(slot, line, bytes);
        return null;
      case DROP:
        operations.flags[slot] |= DROPPED;
        // An invoke knows better.
        if (Number.isNaN(operations.start[slot])) operations.start[slot] = line.number[PLANNED];
        return null;
      case OK:
        this.#outcome(slot, ACKNOWLEDGED, line.number[AT]);
        return null;
      case FAIL:
        this.#outcome(slot, REFUSED, line.number[AT]);
        return null;
      case INFO:
        this.#outcome(slot, UNCERTAIN, line.number[AT]);
        return null;
      case COMMIT:
        this.#commit(slot, line, bytes);
        return null;
      case SEND:
        operations.flags[slot] |= SENT;
        if (this.#role === null) this.#sender(nameIn(this.#roles, line, ROLE, bytes));
        else if (!this.senders.includes(this.#role)) this.senders.push(this.#role);
        return null;
      case STORED:
        if ((operations.flags[slot] & IN_BROKER) !== 0) operations.flags[slot] |= STORED_AGAIN;
        operations.flags[slot] |= IN_BROKER;
        return null;
      case MARKED:
        operations.flags[slot] |= MARKED_SENT;
        return null;
      case DELIVER:
        this.#deliver(slot, line, bytes);
        return null;
      case EFFECT:
        return this.#effect(slot, line, bytes, position);
      default:
        throw new Error(`no kind has the number ${line.kind}`);
    }
  }

  target(name: string): Effects {
    const id = this.#targetNames.ofText(name);
    return this.targets[id] ??= new Effects(name);
  }

  /** A process that has just ended has no memory: that is no sample of it. */
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

  #invoke(slot: number, line: LineReader, bytes: Uint8Array): void {
    const operations = this.operations;
    if ((operations.flags[slot] & INVOKED) !== 0) {
      this.repetition = { kind: "invoke", words: "" };
    }
    const planned = line.number[PLANNED];
    const isKnown = planned === planned;
    const start = isKnown ? planned : line.number[AT];
    if (!Number.isNaN(start)) operations.start[slot] = start;
    operations.late[slot] = line.number[AT] - planned;
    operations.invokeKey[slot] = nameIn(this.keys, line, KEY, bytes);
    let flags = INVOKED | (isKnown ? PLAN_KNOWN : 0) | (line.rollback ? ROLLS_BACK : 0);
    if (line.value !== VALUE_ABSENT) {
      flags |= VALUE_KNOWN;
      operations.valueA[slot] = line.valueA;
      operations.valueB[slot] = line.valueB;
    }
    operations.flags[slot] |= flags;
  }

  /** The time is that of the strongest outcome, and of the first of those. */
  #outcome(slot: number, outcome: number, at: number): void {
    const { flags, outcomeAt } = this.operations;
    // ACKNOWLEDGED < REFUSED < UNCERTAIN: a lower bit is the stronger outcome.
    const notWeaker = (outcome | (outcome - 1)) & (ACKNOWLEDGED | REFUSED | UNCERTAIN);
    if ((flags[slot] & notWeaker) === 0) outcomeAt[slot] = at;
    flags[slot] |= outcome;
  }

  #commit(slot: number, line: LineReader, bytes: Uint8Array): void {
    const operations = this.operations;
    const key = nameIn(this.keys, line, KEY, bytes);
    if ((operations.flags[slot] & COMMITTED) !== 0) return this.#commitAgain(slot, line, key);
    operations.flags[slot] |= COMMITTED;
    operations.commitAt[slot] = line.number[AT];
    operations.commitSeq[slot] = line.number[SEQ];
    if (line.longSeq !== null) operations.longCommitSeq.set(slot, line.longSeq);
    operations.commitKey[slot] = key;
  }

  /** The second tells what the first leaves open; where both tell it, they must agree. */
  #commitAgain(slot: number, line: LineReader, key: number): void {
    const { commitAt, commitKey, commitSeq, longCommitSeq } = this.operations;
    if (!(commitAt[slot] <= line.number[AT]) && !Number.isNaN(line.number[AT])) {
      commitAt[slot] = line.number[AT];
    }
    const [known, long] = [commitSeq[slot], longCommitSeq.get(slot)];
    const [seq, longSeq] = [line.number[SEQ], line.longSeq ?? undefined];
    if (Number.isNaN(known)) {
      commitSeq[slot] = seq;
      if (longSeq !== undefined) longCommitSeq.set(slot, longSeq);
    } else if (!Number.isNaN(seq) && compareExactly(known, long, seq, longSeq) !== 0) {
      const texts = [exactOf(known, long), exactOf(seq, longSeq)].map(plainText);
      this.repetition = { kind: "commit", words: `with seq ${texts[0]} and with seq ${texts[1]}` };
    }
    if (commitKey[slot] < 0) commitKey[slot] = key;
    else if (key >= 0 && key !== commitKey[slot]) {
      const [first, second] = [commitKey[slot], key].map((id) => this.keys.shown(id));
      this.repetition = { kind: "commit", words: `for ${first} and for ${second}` };
    }
  }

  #sender(id: number): void {
    if (id < 0 || this.#senderIds[id] === true) return;
    this.#senderIds[id] = true;
    const name = plainRole(this.#roles.text(id));
    if (!this.senders.includes(name)) this.senders.push(name);
  }

  #deliver(slot: number, line: LineReader, bytes: Uint8Array): void {
    const operations = this.operations;
    operations.flags[slot] |= DELIVERED;
    const role = this.#roleNumber < 0 ? this.#roleIn(line, bytes) : this.#roleNumber;
    let again: boolean;
    if (role < rolesInMask) {
      again = (operations.roles[slot] & (1 << role)) !== 0;
      operations.roles[slot] |= 1 << role;
    } else {
      const delivery = slot * 65536 + role;
      again = this.#furtherDeliveries.has(delivery);
      this.#furtherDeliveries.add(delivery);
    }
    if (!again) return;
    this.redelivered++;
    operations.flags[slot] |= REDELIVERED;
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

  #effect(slot: number, line: LineReader, bytes: Uint8Array, position: number): string | null {
    const target = line.text[TARGET] < 0
      ? this.#targetNames.ofText("")
      : nameIn(this.#targetNames, line, TARGET, bytes);
    if (target >= mostTargets) return `names more than ${mostTargets} targets`;
    const effects = this.targets[target] ??= new Effects(this.#targetNames.text(target));
    const key = nameIn(this.keys, line, KEY, bytes);
    effects.add(
      slot,
      line.number[AT],
      line.number[N],
      line.number[SEQ],
      key,
      position,
      1,
      line.longN ?? undefined,
      line.longSeq ?? undefined,
    );
    this.#effectKey(slot, key);
    this.#effectValue(slot, line);
    return null;
  }

  #effectKey(slot: number, key: number): void {
    const { flags, effectKey } = this.operations;
    if (key < 0) flags[slot] |= EFFECT_KEY_MISSING;
    else if (effectKey[slot] < 0) effectKey[slot] = key;
    else if (effectKey[slot] !== key) flags[slot] |= EFFECT_KEYS_DIFFER;
  }

  #effectValue(slot: number, line: LineReader): void {
    const { flags, effectA, effectB } = this.operations;
    if (line.value === VALUE_ABSENT) {
      flags[slot] |= EFFECT_VALUE_MISSING;
    } else if ((flags[slot] & EFFECT_VALUE_KNOWN) === 0) {
      flags[slot] |= EFFECT_VALUE_KNOWN;
      effectA[slot] = line.valueA;
      effectB[slot] = line.valueB;
    } else if (effectA[slot] !== line.valueA || effectB[slot] !== line.valueB) {
      flags[slot] |= EFFECT_VALUES_DIFFER;
    }
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
