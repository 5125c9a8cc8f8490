/** Words that people type and asynclab knows, and one sentence for each that it does not. */
import leven from "leven";
import { wrongUsage } from "../errors.ts";

/** Those that begin with the word, else the nearest one where it is near. */
function nearTo(word: string, words: readonly string[]): string[] {
  const longer = words.filter((one) => word.length > 1 && one.startsWith(`${word}-`));
  if (longer.length > 0) return longer;
  const nearest = [...words].sort((a, b) => leven(a, word) - leven(b, word)).slice(0, 1);
  return nearest.filter((one) => leven(one, word) <= Math.max(2, Math.ceil(word.length / 3)));
}

/** The known word, or one sentence with the nearest one and all there are. `what` may say where: `role in sync`. */
export function known(what: string, word: string, words: readonly string[]): string {
  if (words.includes(word)) return word;
  const meant = nearTo(word, words).map((one) => `'${one}'`).join(" or ");
  const hint = meant === "" ? "" : ` Did you mean ${meant}?`;
  const [kind, place = ""] = what.split(/(?= (?:in|of) )/);
  throw wrongUsage(`There is no ${kind} '${word}'${place}.${hint} There is: ${words.join(", ")}.`);
}
