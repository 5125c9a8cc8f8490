/** What the user of a lab may choose for a run: `--format csv`. */

export interface Choice {
  readonly summary: string;
  /** The allowed words. @default any text that `check` accepts */
  readonly values?: readonly string[];
  readonly usual: string;
  /**
   * One clause that fits after "it must be"; null where the text is right. `words` are those of all
   * choices of the lab. @default any text is right
   */
  check?(text: string, words: Choices): string | null;
}

/** The word of each choice, by the choice's name. */
export type Choices = Readonly<Record<string, string>>;

/** The variable in the environment of every role: `START_DATE` for `start-date`. */
export const variableOf = (choice: string): string => choice.toUpperCase().replaceAll("-", "_");
