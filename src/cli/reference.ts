import { COMMANDS, GROUPS } from './catalogue.ts';
import { EXIT, EXIT_MEANINGS } from './exit.ts';
import { helpText } from './program.ts';

const STYLE = { width: 100, title: (text: string) => text };

/** The help of the program, of each group and of each command, by name; the program's is ''. */
export function helpTexts(): ReadonlyMap<string, string> {
  const names = ['', ...Object.keys(GROUPS), ...COMMANDS.map((command) => command.name)];
  return new Map(names.map((name) => [name, helpText(name, STYLE)]));
}

const INTRODUCTION = `# Command line

- Every command that prints data takes \`--json\` and then prints one JSON document on standard output. A
  failure is \`{"error": {"code", "message", "hint"}}\` there.
- Otherwise a failure is one sentence, its code and what to do, on standard error. Codes are explained
  in [errors](errors.md). \`RADARSTORE_DEBUG=1\` adds the cause.
- Settings may be flags, variables or lines of a file: see [configuration](configuration.md). All commands that
  read the configuration accept the flags of all settings.
- Output is plain text; colours only on a terminal, and never when \`NO_COLOR\` is set.
- Answers go to standard output. Progress and warnings of commands that end go to standard error; the
  log of \`serve\` goes to standard output.
`;

/** The text of \`docs/reference/cli.md\`, from the commands themselves. */
export function commandReference(): string {
  const chapters = [...helpTexts()].map(
    ([name, text]) =>
      `## \`radarstore${name === '' ? '' : ` ${name}`}\`\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`,
  );
  return [INTRODUCTION, exitCodes(), ...chapters].join('\n');
}

function exitCodes(): string {
  const rows = Object.entries(EXIT).map(
    ([name, code]) => `| ${code} | ${EXIT_MEANINGS[name as keyof typeof EXIT]} |\n`,
  );
  return `## Exit codes\n\n| code | meaning |\n| --- | --- |\n${rows.join('')}`;
}
