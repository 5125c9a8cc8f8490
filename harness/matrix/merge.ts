/** Joins the results of shards into the result that the whole list would have had. */
import { isDeepStrictEqual } from "node:util";
import { wrongUsage } from "../errors.ts";
import { exceptionsIn } from "./exceptions.ts";
import { countsOf } from "./outcome.ts";
import { type CheckResult, nameOf } from "./result.ts";
import { type Shard, shardOf, sizeOfPart, textOfShard } from "./shard.ts";

/** A result, and its path for error messages. */
export interface Part {
  readonly path: string;
  readonly result: CheckResult;
}

/**
 * Joins all shards of one list into one result. Its cases are sorted by name, because no shard
 * knows the order of the list. Its time is that of the slowest shard, because machines work side by side. A
 * single whole result is returned sorted.
 *
 * @throws Refusal (64) unless the parts are all shards of one list, each exactly once
 */
export function merge(parts: readonly Part[]): CheckResult {
  if (parts.length === 0) {
    throw wrongUsage("There is nothing to merge; name the file of each shard");
  }
  mustBeOfOneMatrix(parts);
  mustBeOfOneRequest(parts);
  const shards = shardsOf(parts);
  if (shards !== null) {
    mustBeAll(shards);
    mustBeOfOneList(shards);
  }
  mustHaveEachCaseOnce(parts);
  const results = parts.map(({ result }) => result);
  const cases = results.flatMap(({ cases }) => cases)
    .map((one) => ({ name: nameOf(one), one }))
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .map(({ one }) => one);
  const { matrix, request } = results[0];
  const exceptions = exceptionsIn(cases);
  const resumed = results.reduce((sum, { resumed = 0 }) => sum + resumed, 0);
  return {
    schema: 1,
    matrix,
    shard: null,
    ...(request !== undefined && { request }),
    planned: results.reduce((sum, { planned }) => sum + planned, 0),
    ...(resumed > 0 && { resumed }),
    cases,
    ...countsOf(cases),
    ...(exceptions.length > 0 && { exceptions }),
    wallMs: Math.max(...results.map(({ wallMs }) => wallMs)),
  };
}

interface ShardPart extends Part {
  readonly shard: Shard;
}

/** Returns null where the only part is a whole result. */
function shardsOf(parts: readonly Part[]): ShardPart[] | null {
  if (parts.length === 1 && parts[0].result.shard === null) return null;
  return parts.map((part) => {
    const shard = part.result.shard === null ? null : shardOf(part.result.shard);
    if (shard !== null) return { ...part, shard };
    throw wrongUsage(
      `'${part.path}' is a whole result, not a shard; merge takes the shards of one check`,
    );
  });
}

function mustBeOfOneMatrix([first, ...others]: readonly Part[]): void {
  const other = others.find(({ result }) => result.matrix !== first.result.matrix);
  if (other === undefined) return;
  throw wrongUsage(
    `'${first.path}' is of matrix ${first.result.matrix} and '${other.path}' of matrix ` +
      `${other.result.matrix}; merge takes the shards of one check`,
  );
}

/** Shards of another list, or of a check with other options, may happen to have fitting sizes. */
function mustBeOfOneRequest([first, ...others]: readonly Part[]): void {
  const other = others.find(({ result }) =>
    !isDeepStrictEqual(result.request, first.result.request)
  );
  if (other === undefined) return;
  throw wrongUsage(
    `'${first.path}' and '${other.path}' are of checks with different options; ` +
      "merge takes the shards of one check",
  );
}

function mustBeAll(parts: readonly ShardPart[]): void {
  const [first] = parts;
  const other = parts.find(({ shard }) => shard.of !== first.shard.of);
  if (other !== undefined) {
    throw wrongUsage(
      `'${first.path}' is shard ${textOfShard(first.shard)} and '${other.path}' is shard ` +
        `${textOfShard(other.shard)}; merge takes the shards of one check`,
    );
  }
  const paths = new Map<number, string>();
  for (const { path, shard } of parts) {
    const before = paths.get(shard.index);
    if (before !== undefined) {
      throw wrongUsage(
        `'${before}' and '${path}' are both shard ${textOfShard(shard)}; leave one of them out`,
      );
    }
    paths.set(shard.index, path);
  }
  const { of } = first.shard;
  const missing = Array.from({ length: of }, (_, at) => at + 1)
    .filter((index) => !paths.has(index));
  if (missing.length === 0) return;
  const names = missing.map((index) => textOfShard({ index, of })).join(", ");
  throw wrongUsage(
    missing.length === 1
      ? `Shard ${names} is missing; add its file`
      : `Shards ${names} are missing; add their files`,
  );
}

/** Round robin gives exactly these sizes, so a shard of another size is of another list. */
function mustBeOfOneList(parts: readonly ShardPart[]): void {
  const total = parts.reduce((sum, { result }) => sum + result.planned, 0);
  const other = parts.find(({ result, shard }) => result.planned !== sizeOfPart(total, shard));
  if (other === undefined) return;
  throw wrongUsage(
    `'${other.path}' has ${other.result.planned} planned cases, but shard ` +
      `${textOfShard(other.shard)} of ${total} cases has ${sizeOfPart(total, other.shard)}; ` +
      "merge takes the shards of one check",
  );
}

function mustHaveEachCaseOnce(parts: readonly Part[]): void {
  const paths = new Map<string, string>();
  for (const { path, result } of parts) {
    for (const name of result.cases.map(nameOf)) {
      const before = paths.get(name);
      if (before !== undefined) {
        throw wrongUsage(
          `'${before}' and '${path}' both have the case '${name}'; ` +
            "merge takes the shards of one check",
        );
      }
      paths.set(name, path);
    }
  }
}
