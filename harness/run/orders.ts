/** What another terminal may ask of a run. */
import type { Style } from "../contract/lab.ts";
import { many } from "../report/words/amounts.ts";
import type { Orders } from "./control.ts";
import type { RunOptions } from "./run_options.ts";

export const ordersOf = (
  { say }: Pick<RunOptions, "say">,
  { deadLetters, resend }: Style,
): Orders => ({
  async redrive() {
    if (deadLetters === undefined) return { refused: "it has no dead-letter queue" };
    const count = await deadLetters.redrive();
    say(`${many(count, "dead letter")} put back`);
    return { count };
  },
  async resend(date) {
    if (resend === undefined) return { refused: "it sends no files" };
    const count = await resend(date);
    if (count === null) return { refused: "that day was not sent yet" };
    say(`${many(count, "row")} of ${date} asked for again`);
    return { count };
  },
});
