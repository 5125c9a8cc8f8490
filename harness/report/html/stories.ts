import type { Report } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import { type StoryText, storyTexts } from "../story_text.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** Shows one operation or business day for each broken promise, event by event. */
export function storiesSection(report: Report): Markup | null {
  const stories = storyTexts(report.result, report.stories);
  if (stories.length === 0) return null;
  const each = stories.map(({ subject, title, events, moral }, index) =>
    markup`<h3 id="${idOf(stories, index)}">${headingOf(subject)}: ${title}</h3>
${
      table(
        `Events of ${subject}`,
        ["at", "event", "says"],
        events.map(({ clock, kind, rest }) => [clock, kind, markup`<code>${rest}</code>`]),
        "story",
      )
    }
<p class="moral">${moral}</p>`
  );
  const hasDay = stories.some(({ subject }) => !subject.startsWith("op "));
  const title = `The story of one operation${hasDay ? " or business day" : ""}`;
  return section("stories", title, ...each);
}

/** The first story of an operation is the one that links lead to. */
function idOf(stories: readonly StoryText[], index: number): string {
  const { subject } = stories[index];
  const isFirst = stories.findIndex((one) => one.subject === subject) === index;
  return subject.replace(/[^a-z0-9]+/g, "-") + (isFirst ? "" : `-${index}`);
}

/** `Operation 1`, `Business day 2026-03-29`. */
const headingOf = (subject: string) =>
  subject.replace(/^op/, "operation").replace(/^./, (letter) => letter.toUpperCase());
