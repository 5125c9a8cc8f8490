/** Quotes text for a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Words for a POSIX shell: they are separated by spaces, and none of ours has a space in it. */
export const quotedWords = (words: readonly string[]): string => quoted(words.join(" "));
