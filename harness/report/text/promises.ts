/** A row for each promise, then the doubts that concern all of them. */
import type { Paint } from "../paint.ts";
import { plain } from "../reason.ts";
import type { Result } from "../result.ts";
import { verdictWords } from "../words/threats.ts";
import type { Row } from "./rows.ts";

export const verdictColor = { kept: "green", broken: "red", unknown: "yellow" } as const;

/** A longer list of faults is not printed. A promise that does not apply to this run has a note. */
const mostNamed = 3;

function scopeOf(under: "any" | readonly string[], except: readonly string[]): string {
  const [word, names] = except.length > 0 ? ["except", except] : ["under", under];
  if (names === "any" || names.length > mostNamed) return "";
  return ` (${word} ${names.join(", ") || "no fault"})`;
}

/** Doubts that make every promise unknown are printed once, below the promises. */
export function promiseRows(result: Result, paint: Paint): Row[] {
  const doubts = result.doubts.map(({ why }) => why);
  const common = doubts.join("; ");
  const width = Math.max(
    "unknown".length,
    ...result.promises.map((one) => verdictWords(one).length),
  );
  const rows = result.promises.map((one): Row => {
    const { name, under, except, verdict, why } = one;
    const where = scopeOf(under, except);
    const word = paint(verdictColor[verdict], verdictWords(one).padEnd(width));
    const own = verdict === "unknown" && common !== "" && plain(why).startsWith(common)
      ? plain(why).slice(common.length + 2)
      : plain(why);
    return [name, `${word}  ${own}${where}`.trimEnd()];
  });
  const because = doubts.map((doubt, i): Row => [i === 0 ? "not proven" : "", doubt]);
  return because.length === 0 ? rows : [...rows, null, ...because];
}
