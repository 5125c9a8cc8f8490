import { type Markup, markup } from "../markup.ts";
import { amountOf, answerWords, limitWords, monitorWords } from "../monitor_words.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import { duration } from "../words/amounts.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** Null where nobody watched. */
export function monitorsSection({ monitors }: Result): Markup | null {
  if (monitors === null) return null;
  const rows = monitors.watched.map(({ name, of, limit, highest, last, alarmMs }) => [
    monitorWords[name] + (of === null ? "" : ` ${visible(of)}`),
    limitWords({ name, limit }),
    name === "expected-file" ? "–" : amountOf(name, highest),
    name === "expected-file" ? "–" : amountOf(name, last),
    alarmMs === null ? "never" : `at ${duration(alarmMs)}`,
  ]);
  const answers = monitors.answers.map((answer) =>
    markup`<li class="${answer.sight}">${answerWords(answer, monitors)}</li>`
  );
  return section(
    "monitors",
    "What an operator would have seen",
    answers.length === 0 ? null : markup`<ul class="answers">${answers}</ul>`,
    table(
      "The usual monitors, sampled once a second",
      ["monitor", "alarms", "highest", "at the end", "alarmed"],
      rows,
      "rows",
    ),
    markup`<p class="note">A monitor detects an anomaly only if it counts that operation. Silent: no monitor counts it, however long one waits.</p>`,
  );
}
