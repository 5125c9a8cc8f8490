import type { Report } from "../form.ts";
import { type Markup, markup } from "../markup.ts";
import { storyTexts } from "../story_text.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** Shows one operation for each broken promise, event by event. */
export function storiesSection(report: Report): Markup | null {
  const stories = storyTexts(report.result, report.stories);
  if (stories.length === 0) return null;
  const each = stories.map(({ op, title, events, moral }) =>
    markup`<h3>Operation ${op}: ${title}</h3>
${
      table(
        `Events of operation ${op}`,
        ["at", "event", "says"],
        events.map(({ clock, kind, rest }) => [clock, kind, markup`<code>${rest}</code>`]),
        "story",
      )
    }
<p class="moral">${moral}</p>`
  );
  return section("stories", "The story of one operation", ...each);
}
