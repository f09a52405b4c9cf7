import { describe, expect, test } from 'vitest';
import { commandReference, helpTexts } from '../../src/cli/index.ts';
import { expectGolden } from '../support/golden.ts';
import { runLine } from './capture.ts';

const HELP = [...helpTexts()];

describe.each(HELP)('the help of "%s"', (name, text) => {
  test('is what its golden file says', async () => {
    await expectGolden(`help/${name === '' ? 'radarstore' : name.replace(' ', '-')}.txt`, text);
  });

  test('fits into 100 columns of plain ASCII and shows an example or its commands', () => {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(text).toMatch(/^(Examples|Commands):$/m);
  });

  test('is printed on request, with exit code 0', async () => {
    expect(await runLine(`${name} --help`)).toEqual({ code: 0, out: text, err: '' });
    if (!name.includes(' ')) {
      expect(await runLine(`help ${name}`)).toEqual({ code: 0, out: text, err: '' });
    }
  });
});

test('every command that prints data takes --json', () => {
  const without = HELP.filter(([, text]) => !/^ +--json/m.test(text)).map(([name]) => name);
  const groups = without.filter((name) =>
    HELP.some(([other]) => name !== '' && other.startsWith(`${name} `)),
  );
  expect(without).toEqual(['', ...groups, 'serve']);
});

test('a program or group without a command prints its help as a mistake', async () => {
  for (const line of ['', 'schema', 'maintenance', 'dead-letters', 'bench', 'config']) {
    const outcome = await runLine(line);
    expect(outcome.code).toBe(2);
    expect(outcome.out).toBe('');
    expect(outcome.err).toContain('Commands:');
  }
});

test('titles are bold on a terminal only, and not when NO_COLOR is set', async () => {
  const bold = '\u001b[1m';
  expect((await runLine('--help', { terminal: true })).out).toContain(bold);
  const forbidden = { terminal: true, environment: { NO_COLOR: '1' } };
  expect((await runLine('--help', forbidden)).out).not.toContain('\u001b');
  expect((await runLine('--help')).out).not.toContain('\u001b');
});

test('the reference of commands is what docs/reference/cli.md says', async () => {
  await expectGolden('../../docs/reference/cli.md', commandReference());
});
