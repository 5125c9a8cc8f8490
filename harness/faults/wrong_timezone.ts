import { hasClock } from "../contract/capabilities.ts";
import { verb } from "../contract/verb.ts";

/** Two zones that are never on the same hour. */
const [usual, other] = ["America/New_York", "Asia/Seoul"];

/** The machines are set to another time zone: their instants are right, their local dates are not. */
export const wrongTimezone = verb("wrong-timezone", hasClock, ({ name }, open) => ({
  name: "wrong-timezone",
  aliases: [],
  summary: "the machines of the roles are set to another time zone",
  targets: [name],
  lastsMs: 2_000,
  leastMs: 600,
  begin(context) {
    const clock = open(context);
    const before = clock.answers().rezoned;
    clock.setZone(clock.zone === usual ? other : usual);
    return Promise.resolve({
      end() {
        clock.setZone(null);
        return Promise.resolve({ touched: clock.answers().rezoned - before });
      },
    });
  },
}));
