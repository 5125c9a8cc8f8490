import type { LastSeen, NoLossPhrase } from "../../../../check/no-loss.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const noLoss: Words<NoLossPhrase> = {
  "none-missing": ({ happened, aside, putBack }) =>
    `일어난 작업 ${count(happened, "건")} 중 빠진 것이 없습니다` +
    (aside === 0 ? "" : `. ${count(aside, "건")}은 장애가 의도한 대로 격리되었습니다`) +
    (putBack === 0 ? "" : `. ${count(putBack, "건")}은 격리되었다가 나중에 적용되었습니다`),
  "lost": ({ count: lost, ops, lastSeen }) =>
    `작업 ${count(lost, "건")}이 유실되었습니다(마지막으로 보인 곳: ${places(lastSeen)}): ${
      named({ ops })
    }`,
  "pending": ({ count: pending }) => `작업 ${count(pending, "건")}이 아직 기다리고 있습니다`,
  "not-seen-to-arrive": ({ count: unseen, ops }) =>
    `작업 ${count(unseen, "건")}이 도착했는지 확인되지 않았습니다: ${named({ ops })}`,
  "missing-after-the-end": ({ count: missing, ops }) =>
    `작업 ${count(missing, "건")}이 없지만, 모두 비워진 뒤에 일어난 것입니다: ${named({ ops })}`,
};

/** `relay`; `source (1), relay (2)`. */
const places = (seen: readonly LastSeen[]): string =>
  seen.length === 1 ? seen[0].name : seen.map(({ name, count }) => `${name} (${count})`).join(", ");
