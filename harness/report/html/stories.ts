import type { Report } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import { type StoryText, storyTexts } from "../story_text.ts";
import { visible } from "../visible.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** Shows one operation or business day for each broken promise, event by event. */
export function storiesSection(report: Report, words: Catalogue): Markup | null {
  const stories = storyTexts(report.result, report.stories, words);
  if (stories.length === 0) return null;
  const { stories: say } = words;
  const each = stories.map(({ subject, title, events, moral }, index) => {
    const [heading, caption] = typeof subject === "number"
      ? [say.operation(subject), say.caption(subject)]
      : [say.day(visible(subject)), say.dayCaption(visible(subject))];
    const rows = events.map(({ clock, kind, rest }) => [clock, kind, markup`<code>${rest}</code>`]);
    return markup`<h3 id="${idOf(stories, index)}">${heading}: ${title}</h3>
${table(caption, say.head, rows, "story")}
<p class="moral">${moral}</p>`;
  });
  const hasDay = stories.some(({ subject }) => typeof subject !== "number");
  return section("stories", say.title(hasDay), ...each);
}

/** The first story of an operation is the one that links lead to. */
function idOf(stories: readonly StoryText[], index: number): string {
  const { subject } = stories[index];
  const isFirst = stories.findIndex((one) => one.subject === subject) === index;
  const name = typeof subject === "number" ? `op-${subject}` : `business-day-${subject}`;
  return name.replace(/[^a-z0-9]+/g, "-") + (isFirst ? "" : `-${index}`);
}
