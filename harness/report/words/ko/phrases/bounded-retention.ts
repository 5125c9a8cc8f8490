import type { BoundedRetentionPhrase, Retained } from "../../../../check/bounded-retention.ts";
import { duration, mebibytes } from "../../amounts.ts";
import { english, type Said, said } from "../../said.ts";
import type { Words } from "../../words.ts";
import { count } from "../amounts.ts";

export const boundedRetention: Words<BoundedRetentionPhrase, Said> = {
  "retention-not-sampled": () =>
    "읽는 쪽을 위해 로그를 얼마나 보관하는지 아무도 측정하지 않았습니다",
  "retention-sampled-once": ({ needed }) =>
    `읽는 쪽을 위해 보관하는 로그를 한 번 측정했고, 적어도 ${count(needed, "번")}이 필요합니다`,
  "retention-within-limit": (most) =>
    `${retained(most)}이고, 약속한 한도는 ${mebibytes(most.limitBytes)}입니다`,
  "retention-above-limit": (most) => `${above(most)}, 어떤 역할도 중단(halt)하지 않았습니다`,
  "retention-perhaps-halted": (most) =>
    `${above(most)}, 읽을 수 없는 줄에 역할이 중단(halt)했다고 적혀 있을 수 있습니다`,
  "retention-until-halt": ({ role, why, ...most }) =>
    said`${above(most)}, ${role} 역할은 중단(halt)해야 했습니다: ${english(why)}`,
};

const above = (most: Retained) => `${retained(most)}로 한도 ${mebibytes(most.limitBytes)}를 넘었고`;

function retained({ slot, samples, highestBytes, atMs }: Retained): string {
  const when = atMs === null ? "" : `${duration(atMs)}에, `;
  return `${slot} 슬롯을 위해 보관한 로그가 최대 ${mebibytes(highestBytes)}(${when}측정 ${
    count(samples, "번")
  })`;
}
