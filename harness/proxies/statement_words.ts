/** The words of SQL statements: which tables a statement may name. The statements stay in here. */

/** So many different statements are known, to read each of them once; a longer list would only cost memory. */
const mostStatements = 2_000;
/** A program with so many words writes values into its statements. */
const mostWords = 20_000;

export class StatementWords {
  readonly #statements = new Set<string>();
  readonly #words = new Set<string>();

  /** Notes the words of a statement in lower case, without those in quoted values. */
  note(statement: string): void {
    if (this.#statements.has(statement)) return;
    if (this.#statements.size < mostStatements) this.#statements.add(statement);
    const withoutValues = statement.replaceAll(/'(?:[^']|'')*'/g, " ");
    for (const [word] of withoutValues.matchAll(/[A-Za-z_][A-Za-z0-9_$]*/g)) {
      if (this.#words.size < mostWords) this.#words.add(word.toLowerCase());
    }
  }

  all(): string[] {
    return [...this.#words];
  }
}
