import type { NoCorruptionPhrase } from "../../../../check/no-corruption.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const noCorruption: Words<NoCorruptionPhrase> = {
  "values-right": () => "모든 효과의 값이 그 작업의 값과 같습니다",
  "corrupted": ({ count: wrong, ops, astray }) =>
    `작업 ${count(wrong, "건")}이 ${how(wrong, astray)} 적용되었습니다: ${named({ ops })}`,
  "nothing-applied": () => "적용된 것이 없어서 비교할 효과가 없습니다",
  "value-sent-unknown": ({ ops }) =>
    `보낸 값이 invoke에 없어서 효과를 비교할 수 없습니다: ${named({ ops })}`,
  "effect-without-value": ({ ops }) => `값이 없는 효과는 비교할 수 없습니다: ${named({ ops })}`,
  "owner-unknown": ({ ops }) =>
    `invoke에도 커밋에도 키가 없어서 효과의 키를 비교할 수 없습니다: ${named({ ops })}`,
  "effect-without-key": ({ ops }) => `키가 없는 효과는 비교할 수 없습니다: ${named({ ops })}`,
};

function how(all: number, astray: number): string {
  if (astray === 0) return "다른 값으로";
  return astray === all ? "다른 키에" : `다른 값으로 또는 다른 키에(그중 ${count(astray, "건")})`;
}
