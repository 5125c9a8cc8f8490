import type { BoundedMemoryPhrase, Growth } from "../../../../check/bounded-memory.ts";
import { mebibytes } from "../../amounts.ts";
import type { Words } from "../../words.ts";
import { count } from "../amounts.ts";

export const boundedMemory: Words<BoundedMemoryPhrase> = {
  "memory-not-sampled": () => "어떤 프로세스의 메모리도 측정하지 않았습니다",
  "too-few-samples": ({ samples, needed }) =>
    `한 프로세스의 메모리를 많아야 ${count(samples, "번")} 측정했고, ${
      count(needed, "번")
    }이 필요합니다`,
  "memory-within-limit": (growth) =>
    `${grown(growth)}. 약속한 한도는 ${mebibytes(growth.limitBytes)}입니다`,
  "memory-above-limit": (growth) =>
    `${grown(growth)}. 한도 ${mebibytes(growth.limitBytes)}를 넘었습니다`,
};

function grown({ role, incarnation, samples, lowestBytes, highestBytes }: Growth): string {
  // Most roles have one process for the whole run.
  const process = incarnation === 1 ? role : `${role} (${incarnation}번째 프로세스)`;
  return `가장 많이 늘어난 프로세스는 ${process}이고, ${
    mebibytes(highestBytes - lowestBytes)
  } 늘었습니다(${mebibytes(lowestBytes)}에서 ${mebibytes(highestBytes)}, 측정 ${
    count(samples, "번")
  })`;
}
