// deno-lint-ignore-file tidy/words -- this file names them
/** Lint rules of this project: sizes, the grammar of messages, and words that the code no longer uses. */

const mostFunctionLines = 70;
const mostFileLines = 300;

/** Words that the code no longer uses, each with its replacement. */
export const replacements: Readonly<Record<string, string>> = {
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

/** Functions that take a message for the user. */
const refusals = ["wrongUsage", "badData", "unavailable", "noInput"];

/** Returns the rule that a message for the user breaks; null where it breaks none. */
export function wrongMessage(text: string): string | null {
  if (/our own fault/i.test(text)) return "Say 'internal error: a bug in asynclab'";
  const isOneSentence = !/[.?!] /.test(text);
  if (isOneSentence && /[^.]\.$/.test(text)) {
    return "A message of one sentence must not end with a full stop";
  }
  if (/^[a-z]+ [a-z]/.test(text)) return "A message must begin with a capital letter or a name";
  return null;
}

function textOf(source: string): string | null {
  const whole = /^(["'`])([^]*)\1$/.exec(source);
  return whole === null ? null : whole[2];
}

type Node = { readonly range: [number, number] };

/**
 * In test files and browser scripts a function may be a list of inner functions, such as the steps of
 * a test. There the lines of inner functions do not count.
 */
const isList = (file: string): boolean => /_test\.ts$|\.js$/.test(file);

function tooLong(context: Deno.lint.RuleContext, node: Deno.lint.Node): void {
  const text = context.sourceCode.getText(node);
  const lines = linesIn(isList(context.filename) ? withoutInner(text) : text);
  if (lines <= mostFunctionLines) return;
  const message = `A function must have at most ${mostFunctionLines} lines; this one has ${lines}`;
  context.report({ node, message });
}

/** Drops the bodies of inner functions: all lines between the first and the last line of each. */
function withoutInner(text: string): string {
  const outer: string[] = [];
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
    outer.push(line);
  }
  return outer.join("\n");
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
      const message = `A file must have at most ${mostFileLines} lines; this one has ${lines}`;
      context.report({ node, message });
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

/** Matches a word that begins a name, in either case: `corner`, `CornerOf`, but not `cornering`. */
const asName = (word: string): RegExp =>
  new RegExp(`\\b_?[${word[0]}${word[0].toUpperCase()}]${word.slice(1)}s?(?=\\b|[A-Z])`, "g");

const words: Deno.lint.Rule = {
  create: (context) => ({
    Program() {
      const { text } = context.sourceCode;
      for (const [old, word] of Object.entries(replacements)) {
        for (const { index } of text.matchAll(asName(old))) {
          const range: Node["range"] = [index, index + old.length];
          context.report({ range, message: `'${old}' must be called '${word}'` });
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
