/** Commands of a GitHub workflow, written to standard output: they become annotations. */

export type Level = "error" | "warning" | "notice";

/** `::error title=…::…`: one line, whatever the texts hold. */
export function command(level: Level, title: string, message: string): string {
  return `::${level} title=${property(title)}::${data(message)}`;
}

const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
