import { type Markup, markup } from "../markup.ts";
import { amountOf, answerWords, limitWords } from "../monitor_words.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** Null where nobody watched. */
export function monitorsSection({ monitors }: Result, words: Catalogue): Markup | null {
  if (monitors === null) return null;
  const { monitors: say } = words;
  const rows = monitors.watched.map(({ name, of, limit, highest, last, alarmMs }) => [
    say.names[name] + (of === null ? "" : ` ${visible(of)}`),
    limitWords({ name, limit }, words),
    name === "expected-file" ? "–" : amountOf(name, highest),
    name === "expected-file" ? "–" : amountOf(name, last),
    alarmMs === null ? say.never : say.alarmed(alarmMs),
  ]);
  const answers = monitors.answers.map((answer) =>
    markup`<li class="${answer.sight}">${answerWords(answer, monitors, words)}</li>`
  );
  return section(
    "monitors",
    say.title,
    answers.length === 0 ? null : markup`<ul class="answers">${answers}</ul>`,
    table(say.caption, say.head, rows, "rows"),
    markup`<p class="note">${say.note}</p>`,
  );
}
