import type { KnownServerPhrase } from "../../../../check/known-server.ts";
import type { Words } from "../../words.ts";
import { count } from "../amounts.ts";

export const knownServer: Words<KnownServerPhrase> = {
  "no-impostor": () => "다른 키를 가진 서버가 없었습니다",
  "impostor-perhaps": ({ fault }) =>
    `장애 ${fault}의 끝이 히스토리에 없습니다. 거기에 다른 키를 가진 서버에 누가 로그인했는지 적혀 있었을 것입니다`,
  "impostor-refused": ({ connections }) =>
    `다른 키를 가진 서버에 연결이 ${count(connections, "번")} 있었지만, 로그인한 것은 없습니다`,
  "impostor-believed": ({ count: believed, connections }) =>
    `다른 키를 가진 서버에 대한 연결 ${count(connections, "번")} 중 ${
      count(believed, "번")
    } 로그인했습니다`,
};
