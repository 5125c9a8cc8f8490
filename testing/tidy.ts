// deno-lint-ignore-file tidy/words -- this file names them
/** Lint rules of this project: sizes, the grammar of messages, and words that were replaced. */

const mostFunctionLines = 70;
const mostFileLines = 300;

/** Words that the code had before, and what says the same today. */
export const replaced: Readonly<Record<string, string>> = {
  corner: "namespace",
  gateway: "HTTP proxy",
  conductor: "fault scheduler",
  steering: "run control",
  wiring: "topology",
  windDown: "shutDown",
  faultPoint: "failpoint",
  castRoles: "openRoleProcesses",
};

const linesIn = (text: string): number => text.trimEnd().split("\n").length;

/** Functions whose messages a person reads. */
const refusals = ["wrongUsage", "unavailable", "noInput"];

/** Why a message that a person reads breaks the rules; null where it does not. */
export function wrongMessage(text: string): string | null {
  if (/our own fault/i.test(text)) return "say 'internal error: a bug in asynclab'";
  const isOneSentence = !/[.?!] /.test(text);
  if (isOneSentence && /[^.]\.$/.test(text)) return "a message of one sentence has no full stop";
  if (/^[a-z]+ [a-z]/.test(text)) return "a message begins with a capital letter or a name";
  return null;
}

function textOf(source: string): string | null {
  const whole = /^(["'`])([^]*)\1$/.exec(source);
  return whole === null ? null : whole[2];
}

type Node = { readonly range: [number, number] };

/** A test with steps, and a script around its functions, is a list of functions: its own lines count. */
const isList = (file: string): boolean => /_test\.ts$|\.js$/.test(file);

function tooLong(context: Deno.lint.RuleContext, node: Deno.lint.Node): void {
  const text = context.sourceCode.getText(node);
  const lines = linesIn(isList(context.filename) ? withoutInner(text) : text);
  if (lines <= mostFunctionLines) return;
  context.report({ node, message: `a function of ${lines} lines; at most ${mostFunctionLines}` });
}

/** Without the bodies of the functions in it: what stands between a line that opens one and its end. */
function withoutInner(text: string): string {
  const kept: string[] = [];
  let end: string | null = null;
  for (const [i, line] of text.split("\n").entries()) {
    const indent = /^ */.exec(line)![0];
    if (end !== null) {
      if (!line.startsWith(end) || indent !== end || !/^ *}/.test(line)) continue;
      end = null;
    } else if (
      i > 0 && /(=>|\)(: [^=]+)?) \{$/.test(line) && !/^ *(if|for|while|else|\})/.test(line)
    ) {
      end = indent;
    }
    kept.push(line);
  }
  return kept.join("\n");
}

const functionLines: Deno.lint.Rule = {
  create: (context) => ({
    FunctionDeclaration: (node) => tooLong(context, node),
    FunctionExpression: (node) => tooLong(context, node),
    ArrowFunctionExpression: (node) => tooLong(context, node),
  }),
};

const fileLines: Deno.lint.Rule = {
  create: (context) => ({
    Program(node) {
      const lines = linesIn(context.sourceCode.text);
      if (lines <= mostFileLines) return;
      context.report({ node, message: `a file of ${lines} lines; at most ${mostFileLines}` });
    },
  }),
};

const messages: Deno.lint.Rule = {
  create: (context) =>
    context.filename.endsWith("_test.ts") ? {} : ({
      CallExpression(node) {
        const { callee, arguments: [first] } = node;
        if (callee.type !== "Identifier" || !refusals.includes(callee.name)) return;
        if (first === undefined) return;
        const text = textOf(context.sourceCode.getText(first));
        const wrong = text === null ? null : wrongMessage(text);
        if (wrong !== null) context.report({ node: first, message: wrong });
      },
    }),
};

/** The word at the beginning of a name, in either case: `corner`, `CornerOf`, but not `cornering`. */
const asName = (word: string): RegExp =>
  new RegExp(`\\b_?[${word[0]}${word[0].toUpperCase()}]${word.slice(1)}s?(?=\\b|[A-Z])`, "g");

const words: Deno.lint.Rule = {
  create: (context) => ({
    Program() {
      const { text } = context.sourceCode;
      for (const [old, word] of Object.entries(replaced)) {
        for (const { index } of text.matchAll(asName(old))) {
          const range: Node["range"] = [index, index + old.length];
          context.report({ range, message: `'${old}' is called ${word} here` });
        }
      }
    },
  }),
};

const plugin: Deno.lint.Plugin = {
  name: "tidy",
  rules: {
    "function-lines": functionLines,
    "file-lines": fileLines,
    "messages": messages,
    "words": words,
  },
};
export default plugin;
