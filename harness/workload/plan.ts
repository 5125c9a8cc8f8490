/**
 * The plan of a load: the time and the user of each operation. Pure; every draw depends only on the
 * seed and the operation's number.
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface PlanOptions {
  /** Integer from 0. */
  readonly seed: number;
  /** Operations a second. */
  readonly rate: number;
  /** How long the load lasts. Give either this or `messages`. */
  readonly durationMs?: number;
  /** Number of operations. Give either this or `durationMs`. */
  readonly messages?: number;
  /** Number of users among whom the operations are spread. */
  readonly users: number;
  /** Share of operations that the business rolls back, from 0 to 1. @default 0 */
  readonly rollbackShare?: number;
  /** Longest time a login keeps its transaction open. @default 20 */
  readonly maxThinkMs?: number;
}

/** An operation without its time. */
export interface Draw {
  /** The operation's number: 0, 1, 2, … */
  readonly op: number;
  /** The user: `u17`. Low numbers are hot. */
  readonly key: string;
  /** The points: a whole number from 1 to 1000, as text. */
  readonly value: string;
  /** True where the business rolls the operation back. */
  readonly rollback: boolean;
  /** How long the login keeps its transaction open, so that transactions overlap. */
  readonly thinkMs: number;
  /** From 0 to below 1. A fault on a share of the operations strikes this one if that share is greater. */
  readonly chance: number;
}

export interface Operation extends Draw {
  /** When to send the operation, in milliseconds since the load's start. */
  readonly plannedMs: number;
}

export interface Plan {
  /** Number of operations. */
  readonly count: number;
  /** The end of the last operation's slot, in milliseconds since the load's start. */
  readonly durationMs: number;
  /** Drawn on demand: the same number gives the same operation, in any order of calls. */
  at(op: number): Operation;
  /** The operation without its time. Numbers beyond the plan are allowed too. */
  draw(op: number): Draw;
}

/** All users that a plan with this many users may name, the hot ones first. */
export function keysOf(users: number): string[] {
  return Array.from({ length: users }, (_, user) => keyOf(user));
}

const keyOf = (user: number) => `u${user}`;

/** @throws RangeError naming the invalid option */
export function planOperations(options: PlanOptions): Plan {
  const { seed, rate, users, rollbackShare = 0, maxThinkMs = 20 } = checked(options);
  const count = options.messages ?? Math.max(1, Math.round(rate * options.durationMs! / 1000));

  function draw(op: number): Draw {
    if (!Number.isSafeInteger(op) || op < 0) throw new RangeError(`Cannot draw operation ${op}`);
    const random = xoroshiro128plus(mix(seed, op));
    // Every field is drawn every time, so changing one option changes no other field.
    const who = uniformFloat64(random);
    const points = uniformInt(random, 1, 1000);
    const rolls = uniformFloat64(random);
    const thinks = uniformFloat64(random);
    const chance = uniformFloat64(random);
    return {
      op,
      // Squared, so that some users are hot and order matters: the hottest of n gets a share of 1/sqrt(n).
      key: keyOf(Math.floor(who * who * users)),
      value: String(points),
      rollback: rolls < rollbackShare,
      thinkMs: Math.round(thinks * maxThinkMs),
      chance,
    };
  }

  return {
    count,
    durationMs: count * 1000 / rate,
    at(op) {
      if (!Number.isInteger(op) || op < 0 || op >= count) {
        throw new RangeError(`Cannot plan operation ${op}: the plan has 0 to ${count - 1}`);
      }
      return { ...draw(op), plannedMs: op * 1000 / rate };
    },
    draw,
  };
}

/** Scatters neighbouring numbers over 32 bits: two rounds of MurmurHash3's finalizer. */
function mix(seed: number, op: number): number {
  const high = Math.floor(seed / 2 ** 32);
  return scatter(scatter(scatter(high) ^ (seed | 0)) ^ op);
}

function scatter(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}

function checked(options: PlanOptions): PlanOptions {
  const { seed, rate, durationMs, messages, users, rollbackShare, maxThinkMs } = options;
  const must = (holds: boolean, name: keyof PlanOptions, rule: string) => {
    if (holds) return;
    throw new RangeError(
      `Cannot plan: '${name}' must be ${rule}, but it is ${options[name]}`,
    );
  };
  must(Number.isSafeInteger(seed) && seed >= 0, "seed", "an integer from 0");
  must(Number.isFinite(rate) && rate > 0, "rate", "above 0");
  must(Number.isSafeInteger(users) && users >= 1, "users", "an integer from 1");
  must(inRange(rollbackShare ?? 0, 0, 1), "rollbackShare", "from 0 to 1");
  must(inRange(maxThinkMs ?? 0, 0, 60_000), "maxThinkMs", "from 0 to 60000");
  if (messages === undefined) {
    must(Number.isFinite(durationMs) && durationMs! > 0, "durationMs", "above 0");
  } else {
    must(durationMs === undefined, "durationMs", "left out where 'messages' is given");
    must(Number.isSafeInteger(messages) && messages >= 1, "messages", "an integer from 1");
  }
  return options;
}

const inRange = (value: number, from: number, to: number) => value >= from && value <= to;
