/** The first operation that two runs treat in two ways. */
import { isSame, type Paths } from "./path.ts";

/**
 * The first of the candidates whose path in `run` differs from its path in each of the `others`, while
 * the others agree.
 *
 * @param candidates in the order in which they are looked at
 * @returns null where there is none
 */
export function firstDifference(
  candidates: readonly number[],
  run: Paths,
  others: readonly Paths[],
): number | null {
  return candidates.find((op) => {
    const own = run.get(op);
    const rest = others.flatMap((paths) => paths.get(op) ?? []);
    if (own === undefined || rest.length < others.length) return false;
    return rest.every((one) => !isSame(own, one) && isSame(one, rest[0]));
  }) ?? null;
}

/** The operations whose path is another one in the other run, in the given order; those of only one run are left out. */
export function othersIn(
  ordered: readonly number[],
  [a, b]: readonly [Paths, Paths],
  isOneStyle: boolean,
): number[] {
  return ordered.filter((op) => {
    const [one, other] = [a.get(op), b.get(op)];
    return one !== undefined && other !== undefined && !isSame(one, other, isOneStyle);
  });
}
