/** For tests: the lab of letters with a calendar. Its postman carries letters only in the evening. */
import type { Calendar } from "../../harness/contract/calendar.ts";
import { progresses } from "../../harness/check/progresses.ts";
import { clockThing } from "../../harness/contract/clock_thing.ts";
import { defineLab } from "../../harness/contract/lab.ts";
import { promise } from "../../harness/contract/promise.ts";
import { utcCalendar } from "../../harness/clock/testing/calendar.ts";
import { letters } from "./lab.ts";

const { promises, worstCase } = letters.variants["looks-first"];

export const nightly = defineLab({
  ...letters,
  name: "nightly",
  things: [clockThing],
  variants: {
    ...letters.variants,
    "sleeps": {
      summary: "never goes out",
      promises: [...promises, promise(progresses, { limit: 200 })],
      breaks: progresses,
      imitates: "looks-first",
      shownAt: "postman.ts#isHisTime",
      worstCase,
      settings: { postman: { EVENING: "24" } },
    },
  },
  open(namespaces, variant, choices) {
    const style = letters.open(namespaces, variant, choices);
    const calendar: Calendar = utcCalendar({
      days: 3,
      waitMs: (name) => name === "schedule" ? 0 : 1_500,
      isDone: async () => (await style.progress(new Set())).backlog === 0,
    });
    return { ...style, calendar };
  },
});
