/** The words around the table of styles, in English and Korean. */
import type { ComparedStyle, CompareResult } from "../harness/compare/result.ts";
import type { HandbookLevel } from "../harness/contract/handbook.ts";
import { duration } from "../harness/report/words/amounts.ts";

export interface CompareWords {
  readonly heads: readonly string[];
  readonly verdicts: Readonly<
    Record<NonNullable<ComparedStyle["verdict"]> | "notApplicable", string>
  >;
  readonly levels: Readonly<Record<HandbookLevel, string>>;
  /** The handbooks' columns. */
  readonly columns: Readonly<Record<string, string>>;
  readonly simulated: string;
  readonly noDisagreement: string;
  readonly disagreements: string;
  readonly missing: (command: string) => string;
  readonly intro: (result: CompareResult) => string;
  readonly rows: (count: string) => string;
  readonly rounds: (count: number) => string;
  readonly simulatedNote: (names: string) => string;
  readonly disagreement: (about: string, better: string, others: string) => string;
  /** When, on which machine, and the command that measures again. */
  readonly foot: (result: CompareResult) => string;
}

const gibibytes = ({ memoryBytes }: CompareResult["machine"]): number =>
  Math.round(memoryBytes / 2 ** 30);
const minutes = ({ wallMs }: CompareResult): number => Math.max(1, Math.round(wallMs / 60_000));

export const english: CompareWords = {
  heads: [
    ...["style", "verdict", "the caller waits", "it arrives after", "keeps up with"],
    ...["handbooks: latency, throughput", "processes, servers, tables, lines", "runs"],
  ],
  verdicts: { kept: "kept", broken: "broken", unknown: "unknown", notApplicable: "not run" },
  levels: {
    "very low": "very low",
    "low": "low",
    "middle": "middle",
    "high": "high",
    "very high": "very high",
  },
  columns: {},
  simulated: "simulated",
  noDisagreement:
    "In no pair of styles was every round in another order than the handbooks' words.",
  disagreements: "Handbooks say it the other way round, and every round showed:",
  missing: (command) =>
    `This table is not measured yet: \`${command}\`, then \`./denow task pages\`.`,
  intro: ({ load: { rate, users, durationMs } }) =>
    `Each style ran with the same seeds, in turn, nothing broken: ${rate} logins a second of ` +
    `${users} users for ${duration(durationMs)}. Times are p50 and p99, all figures medians of ` +
    "the rounds. A style keeps up with a rate where no login is dropped and nothing piles up.",
  rows: (count) => `${count} rows/s`,
  rounds: (count) => `${count} round${count === 1 ? "" : "s"}`,
  simulatedNote: (names) =>
    `${names}: its nights take seconds here, so its latency is simulated: hours of the business ` +
    "clock from a row's commit to its load. It keeps up with rows a second, from the schedule to " +
    "the load.",
  disagreement: (about, better, others) => `${about}: ${better} is better than ${others}.`,
  foot: (result) => {
    const { machine, date, asynclab } = result;
    return `Measured on ${date} by asynclab ${asynclab} in ${minutes(result)} minutes, on ` +
      `${machine.system} with ${machine.cores} cores and ${gibibytes(machine)} GiB, servers: ` +
      `${machine.runtime}. [docs/compare.json](docs/compare.json) has each round with its seed, ` +
      "its figures and every rate that was tried.";
  },
};

export const korean: CompareWords = {
  heads: [
    ...["방식", "판정", "호출자가 기다린 시간", "도착까지", "감당한 속도"],
    ...["핸드북: 지연, 처리량", "프로세스, 서버, 테이블, 코드 줄 수", "실행"],
  ],
  verdicts: { kept: "지켜짐", broken: "깨짐", unknown: "판정 불가", notApplicable: "실행 안 함" },
  levels: {
    "very low": "매우 낮음",
    "low": "낮음",
    "middle": "중간",
    "high": "높음",
    "very high": "매우 높음",
  },
  columns: { latency: "지연", throughput: "처리량" },
  simulated: "시뮬레이션",
  noDisagreement: "모든 라운드가 핸드북의 말과 반대 순서로 나온 방식의 쌍은 없습니다.",
  disagreements: "핸드북은 반대로 말하지만, 모든 라운드에서 이렇게 측정되었습니다.",
  missing: (command) =>
    `이 표는 아직 측정하지 않았습니다. \`${command}\`를 실행한 뒤 \`./denow task pages\`를 실행합니다.`,
  intro: ({ load: { rate, users, durationMs } }) =>
    "모든 방식을 같은 시드로, 번갈아, 장애 없이 실행했습니다. " +
    `부하는 사용자 ${users}명의 초당 로그인 ${rate}건, ${duration(durationMs)} 동안입니다. ` +
    "시간은 p50과 p99이고, 모든 값은 라운드의 중앙값입니다. 감당한 속도는 버려진 로그인이 없고 " +
    "쌓이는 것도 없었던 가장 높은 속도입니다.",
  rows: (count) => `${count}행/s`,
  rounds: (count) => `${count} 라운드`,
  simulatedNote: (names) =>
    `${names}: 여기서는 하룻밤이 몇 초이므로 지연은 시뮬레이션 값입니다. 행의 커밋부터 적재까지를 ` +
    "업무 시계의 시간으로 잽니다. 감당한 속도는 일정 시각부터 적재까지의 초당 행 수입니다.",
  disagreement: (about, better, others) => `${about}: ${better} 쪽이 ${others}보다 낫습니다.`,
  foot: (result) => {
    const { machine, date, asynclab } = result;
    return `${date}에 asynclab ${asynclab}으로 ${minutes(result)}분 동안 측정했습니다. 머신은 ` +
      `${machine.system}, 코어 ${machine.cores}개, 메모리 ${gibibytes(machine)} GiB이고, 서버는 ` +
      `${machine.runtime}입니다. [docs/compare.json](docs/compare.json)에 라운드마다 시드, 값, ` +
      "시도한 모든 속도가 있습니다.";
  },
};
