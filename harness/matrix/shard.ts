/** Parts of the list of cases, so that several machines share it: `2/3` is the second of three. */
import { wrongUsage } from "../errors.ts";

export interface Shard {
  /** From 1 on. */
  readonly index: number;
  readonly of: number;
}

/** More machines than this share no list. */
const mostShards = 1_000;

/** The shard that `I/N` names; null where it names none. */
export function shardOf(text: string): Shard | null {
  const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text);
  if (match === null) return null;
  const [index, of] = [Number(match[1]), Number(match[2])];
  return index <= of && of <= mostShards ? { index, of } : null;
}

/**
 * The word of `--shard`.
 *
 * @throws Refusal (64) where it names no shard
 */
export function parseShard(text: string): Shard {
  const shard = shardOf(text);
  if (shard !== null) return shard;
  throw wrongUsage(
    `--shard cannot be '${text}'; it must be I/N with I from 1 to N and N at most ` +
      `${mostShards.toLocaleString("en")}, like 1/2`,
  );
}

export const textOfShard = ({ index, of }: Shard): string => `${index}/${of}`;

/**
 * Every n-th of the list, in its order. All shards of one list together hold each of its cases
 * once, and none holds more than one case more than another; neighbours, which take about as long
 * as one another, go to different machines.
 */
export function partOf<T>(list: readonly T[], { index, of }: Shard): T[] {
  return list.filter((_, at) => at % of === index - 1);
}

/** The length of `partOf` a list of so many. */
export const sizeOfPart = (total: number, { index, of }: Shard): number =>
  Math.max(0, Math.ceil((total - index + 1) / of));
