/**
 * Joins the words of `--chaos kill-target at relay:after-read@3` to one value of `--chaos`, as a shell
 * does with quotes around them. An option with any number of values would also do that. But in
 * `--chaos kill-broker outbox` it would read the lab as a fault.
 */
export function foldAt(words: readonly string[]): string[] {
  const folded: string[] = [];
  for (let i = 0; i < words.length;) {
    const word = words[i++];
    if (word === "--") return [...folded, word, ...words.slice(i)];
    const isBare = word === "--chaos" && i < words.length;
    if (isBare) folded.push(word);
    let value = isBare ? words[i++] : word;
    const takesAt = isBare || word.startsWith("--chaos=");
    while (takesAt && words[i] === "at") {
      const isLast = i + 1 === words.length || words[i + 1].startsWith("-");
      value = [value, ...words.slice(i, isLast ? i + 1 : i + 2)].join(" ");
      i += isLast ? 1 : 2;
    }
    folded.push(value);
  }
  return folded;
}
