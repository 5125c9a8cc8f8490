/** The mistakes that the order of the events shows. */
import { clock } from "../../explain/words.ts";
import { visible as text } from "../../visible.ts";
import type { Catalogue } from "../en/mod.ts";
import { english, said } from "../said.ts";
import { count } from "./amounts.ts";

export const mistakes: Catalogue["explanation"]["mistakes"] = {
  "acknowledged-uncommitted": () => "무엇이든 커밋되기 전에 호출자에게 ok라고 답했습니다",
  "marked-before-send": () => "보내기 전에 보냈다고 표시했고, 그 뒤로 아무도 보내지 않았습니다",
  "marked-before-stored": () => "브로커가 저장하기 전에 보냈다고 표시했습니다",
  "marked-before-effect": () => "효과가 나기 전에 끝났다고 표시했습니다",
  "position-past-uncommitted": ({ reader }) =>
    `${
      text(reader)
    } 역할이 이 행이 커밋되기 전에 그 너머의 위치를 저장했고, 다시 돌아보지 않았습니다`,
  "position-before-effect": ({ reader }) =>
    `${text(reader)} 역할이 효과가 나기 전에 그 너머의 위치를 저장했고, 다시 돌아보지 않았습니다`,
  "position-behind-effect": ({ reader }) =>
    `${
      text(reader)
    } 역할이 적용하고도 그 너머의 위치를 저장하지 않았습니다. 그 앞에서 다시 시작했고, 대상의 어떤 것도 사본을 알아보지 못했습니다`,
  "began-behind-it": ({ reader }) =>
    `${text(reader)} 역할이 이 작업을 지난 곳에서 시작했습니다. 첫 위치가 이미 그 너머입니다`,
  "confirmed-before-effect": () =>
    "효과가 나기 전에 슬롯을 확인해서, 서버가 다시 보내지 않았습니다",
  "slot-moved-unnoticed": () =>
    "슬롯이 이 작업을 지나 옮겨졌거나 새로 만들어졌는데, 읽는 쪽이 자기 위치와 비교하지 않고 계속했습니다",
  "passed-with-another": ({ reader }) =>
    `${
      text(reader)
    } 역할이 뒤의 행을 보내고 둘을 모두 지난 위치를 저장했으며, 다시 돌아보지 않았습니다`,
  "passed-over": () => "이 작업이 커밋되기 전에 뒤의 행을 보냈고, 아무도 돌아보지 않았습니다",
  "not-read-after-restart": ({ role }) =>
    `다음 ${
      text(role)
    } 프로세스가 준비되기 전에 커밋되었고, 그 프로세스는 이 작업을 지난 곳에서 시작했습니다`,
  "rest-not-read": ({ reader }) =>
    `일부만 적용되었고, 다시 시작한 ${text(reader)} 역할은 나머지를 읽지 않았습니다`,
  "row-removed-unread": () => "아무 결과도 나오기 전에 그 행을 지웠습니다",
  "owner-gone": ({ owner }) =>
    `행의 소유자 ${text(owner)} 프로세스는 이미 없고, 행을 돌려놓는 것도 없습니다`,
  "acknowledged-before-effect": ({ role }) =>
    `효과가 나기 전에 처리한 것으로 쳤습니다. ${
      text(role)
    } 프로세스가 가져간 뒤 끝났고, 다시 오지 않았습니다`,
  "given-up": ({ role }) =>
    `${text(role)} 역할이 가져갔다가 포기했습니다. 효과가 없고, 아무도 격리하지 않았습니다`,
  "unconfirmed-send": () => "보냈지만 브로커가 보관하지 않았고, 아무도 다시 보내지 않았습니다",
  "failure-forgotten": () => "보낸 것이 효과를 내지 못했고, 다시 보내려고 남겨 둔 것도 없습니다",
  "in-memory-lost": ({ role }) => `${text(role)} 프로세스가 끝날 때 그 메모리에만 있었습니다`,
  "never-sent": () => "아무도 보내지 않았습니다",
  "committed-after-query": ({ date }) =>
    `${text(date)}의 쿼리 전에 행을 썼지만 그 뒤에 커밋되었고, 나중의 쿼리는 돌아보지 않았습니다`,
  "late-for-query": ({ date }) =>
    `작업의 시각은 ${
      text(date)
    }의 예정 시각 전인데 그 쿼리가 실행된 뒤에 커밋되었고, 나중의 쿼리는 돌아보지 않았습니다`,
  "left-out-of-window": ({ hours }) =>
    `작업의 시각 앞뒤의 예정 시각 사이가 ${hours}시간인데, 작업의 시각은 두 번째 쿼리가 빠뜨린 부분에 있습니다`,
  "in-no-file": ({ date }) =>
    "어떤 쿼리도 그 행을 가져가지 않았습니다" +
    (date === null ? "" : `. ${text(date)}의 쿼리는 작업의 시각 뒤에 실행되었습니다`),
  "file-not-asked-again": ({ date }) =>
    `${text(date)} 파일이 오지 않았고, 아무도 다시 요청하지 않았습니다`,
  "file-removed-unloaded": ({ date }) =>
    `${text(date)} 파일이 사라졌고, 그 행들은 커밋된 적이 없습니다`,
  "file-refused-unread": ({ date }) =>
    `${text(date)}의 나쁜 파일 뒤에 좋은 파일이 왔지만, 읽지 않았습니다`,
  "file-loaded-in-part": ({ date, queried, loaded }) =>
    `${text(date)} 파일을 ${count(queried, "행")} 가운데 ${
      count(loaded, "행")
    }만으로 적재된 것으로 쳤습니다`,
  "file-set-aside": ({ date }) =>
    `${text(date)} 파일이 나쁜 파일로 격리되었고, 다른 파일은 적재되지 않았습니다`,
  "file-cut-off": () => "바로 뒤의 행들도 없습니다. 이 작업이 들어 있을 파일이 그 앞에서 끝납니다",
  "set-aside-unasked": ({ reason }) =>
    reason === null
      ? "아무도 일부러 망가뜨리지 않았는데 대상이 격리했습니다"
      : said`아무도 일부러 망가뜨리지 않았는데 대상이 격리했습니다(${english(reason)})`,
  "file-taken-unloaded": ({ date }) =>
    `${text(date)} 파일은 처리되었지만, 이 행은 적재된 것 가운데 없습니다`,
  "taken-by-two": ({ first, second }) =>
    `${text(first)}, ${
      text(second)
    } 둘 다 가지고 있었고, 대상의 어떤 것도 차례가 끝난 쪽을 막지 않았습니다`,
  "taken-again": ({ first, second, wasMarked }) =>
    `${text(first)} 쪽이 적용${wasMarked ? "하고 표시까지 " : ""}한 뒤에 ${
      text(second)
    } 쪽이 다시 가져갔고, 대상의 어떤 것도 사본을 알아보지 못했습니다`,
  "copies-applied": ({ bySender }) =>
    `${
      bySender ? "두 번 보냈고" : "브로커에 사본이 둘 있었고"
    }, 대상의 어떤 것도 두 번째를 알아보지 못했습니다`,
  "called-again": () => "두 번 호출되었고, 두 번째 호출을 새로운 호출로 받아들였습니다",
  "redelivery-applied": ({ afterEnd }) =>
    `${
      afterEnd === null ? "" : `${text(afterEnd)} 프로세스가 끝난 뒤에 `
    }다시 전달되었고, 대상의 어떤 것도 사본을 알아보지 못했습니다`,
  "two-files-applied": ({ first, second, sameDay }) =>
    sameDay
      ? `같은 날을 두 번 보냈고(${text(first)}, ${
        text(second)
      }), 대상의 어떤 것도 사본을 알아보지 못했습니다`
      : `두 날의 파일(${text(first)}, ${
        text(second)
      })에 모두 있습니다. 두 시간 구간에 다 들어갑니다`,
  "file-loaded-again": ({ date }) =>
    `${text(date)} 파일을 두 번 적재했습니다. 첫 번째를 기억하는 것이 없었습니다`,
  "sent-before-end": ({ isRolledBack }) =>
    "트랜잭션이 끝나기 전에 보냈고, 그 트랜잭션은 " +
    (isRolledBack ? "롤백되었습니다" : "커밋되지 않았습니다"),
  "overtaken-at-send": ({ other }) =>
    `이 작업이 기다리는 동안, 같은 키의 나중 작업 ${other}번을 먼저 보냈습니다`,
  "overtaken-by-other-sender": ({ other, role }) =>
    `첫 번째 보내는 쪽이 이 작업을 쥐고 있는 동안, 두 번째 보내는 쪽(${
      text(role)
    })이 같은 키의 나중 작업 ${other}번을 보냈습니다`,
  "overtaken-after-return": ({ other }) =>
    `되돌려졌다가 다시 전달되었고, 그 사이에 같은 키의 나중 작업 ${other}번이 앞서갔습니다`,
  "overtaken-by-load": ({ other }) => `같은 키의 나중 작업 ${other}번이 더 이른 파일로 왔습니다`,
  "other-value": () => "도중에 값이 바뀌었습니다",
  "blocked-behind": ({ other, times }) =>
    `작업 ${other}번 뒤에서 기다립니다. 그 작업은 성공할 수 없` +
    (times === 0 ? "습니다" : `고 ${count(times, "번")} 시도되었습니다`),
  "never-set-aside": ({ times, blocks }) =>
    "이 작업은 성공할 수 없는데 아무도 격리하지 않" +
    (blocks ? "아서 뒤의 모든 것도 기다립니다" : "습니다") +
    (times > 1 ? ` (${count(times, "번")} 시도)` : ""),
  "nothing-moves": () => "기다리고 있고, 아무것도 움직이지 않습니다",
  "wait-without-limit": ({ waitedMs }) =>
    `호출자가 장애가 이어진 ${
      clock(waitedMs)
    } 동안 내내 기다렸고, 그 전에 아무도 포기하지 않았습니다`,
  "applied-in-pieces": ({ transactions }) =>
    `변경이 대상의 트랜잭션 ${
      count(transactions, "개")
    }로 나뉘어 커밋되었습니다. 다른 쪽에서 절반만 볼 수 있었습니다`,
  "stored-again": ({ sends }) =>
    `${sends > 1 ? count(sends, "번") : "다시"} 보냈고, 브로커가 반복을 새 메시지로 받아들였습니다`,
};
