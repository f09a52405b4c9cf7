import { ERROR_KINDS } from '../../src/core/index.ts';

const INTRODUCTION = `# Errors

Every failure that radarstore names has a code. On the command line it stands in square brackets behind
the sentence (with \`--json\` in \`error.code\`), in answers of the HTTP API in \`code\`; \`hint\` says what to do. A
code keeps its meaning for ever.

*Status* is the HTTP status of an answer with this code. *Retry* says whether the same request or
command may succeed later without any change.
`;

/** The text of \`docs/reference/errors.md\`, from the table of codes. */
export function errorReference(): string {
  const rows = Object.entries(ERROR_KINDS).map(
    ([code, { status, retryable, meaning }]) =>
      `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${meaning} |\n`,
  );
  return `${INTRODUCTION}\n| code | status | retry | meaning |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}
