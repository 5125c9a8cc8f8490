/** Parts of the list of cases, for several machines: `2/3` is the second of three. */
import { wrongUsage } from "../errors.ts";

export interface Shard {
  /** From 1 on. */
  readonly index: number;
  readonly of: number;
}

/** An upper limit: no list is shared by more machines. */
const mostShards = 1_000;

/** The shard that `I/N` names; null for any other text. */
export function shardOf(text: string): Shard | null {
  const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text);
  if (match === null) return null;
  const [index, of] = [Number(match[1]), Number(match[2])];
  return index <= of && of <= mostShards ? { index, of } : null;
}

/**
 * Reads the value of `--shard`.
 *
 * @throws Refusal (64) where it is not a shard
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
 * Every n-th case of the list, in its order. All shards together have each case once, and their
 * sizes differ by at most one. Neighbours, which take about equally long, go to different machines.
 */
export function partOf<T>(list: readonly T[], { index, of }: Shard): T[] {
  return list.filter((_, at) => at % of === index - 1);
}

/** The length of `partOf` for a list of this length. */
export const sizeOfPart = (total: number, { index, of }: Shard): number =>
  Math.max(0, Math.ceil((total - index + 1) / of));
