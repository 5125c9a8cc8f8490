import { hasClock } from "./capabilities.ts";
import { offer, type Thing } from "./capability.ts";

/** The business clock that roles ask: one of `Lab.things` where the style has a calendar. */
export const clockThing: Thing = {
  name: "clock",
  aliases: [],
  scope: "namespace",
  offers: [
    offer(hasClock, ({ clock }) => {
      if (clock === undefined) throw new Error("The style of this run has no calendar");
      return clock;
    }),
  ],
};
