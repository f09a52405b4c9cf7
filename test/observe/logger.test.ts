import { describe, expect, test } from 'vitest';
import { createLogger, silentLogger } from '../../src/observe/index.ts';

function collect(options: { level: 'info' | 'warn'; format: 'json' | 'text' }) {
  const lines: string[] = [];
  return { lines, log: createLogger({ ...options, write: (line) => lines.push(line) }) };
}

describe('the log as JSON', () => {
  test('has one object a line with time, level, fields and message', () => {
    const { lines, log } = collect({ level: 'info', format: 'json' });
    log.child({ part: 'writer' }).warn({ rows: 3, text: 'zwei\nZeilen' }, 'rows were refused');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      part: 'writer',
      rows: 3,
      text: 'zwei\nZeilen',
      msg: 'rows were refused',
    });
  });

  test('leaves out what is below its level', () => {
    const { lines, log } = collect({ level: 'warn', format: 'json' });
    log.debug({}, 'a');
    log.info({}, 'b');
    log.warn({}, 'c');
    log.error({}, 'd');
    expect(lines).toHaveLength(2);
  });

  test('hides secrets at the top and one level down', () => {
    const { lines, log } = collect({ level: 'info', format: 'json' });
    log.info({ password: 'hunter2', target: { token: 'hunter2', host: 'db' } }, 'connected');
    expect(lines[0]).not.toContain('hunter2');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      password: '***',
      target: { token: '***', host: 'db' },
    });
  });
});

describe('the log as text', () => {
  test('reads as a line: time, level, part, message, fields', () => {
    const { lines, log } = collect({ level: 'info', format: 'text' });
    log.child({ part: 'http' }).info({ url: 'http://[::1]:8450', count: 2 }, 'the server listens');
    expect(lines[0]).toMatch(
      /^\S+Z INFO {2}http: the server listens url="http:\/\/\[::1\]:8450" count=2\n$/,
    );
  });

  test('a value cannot break out of its line', () => {
    const { lines, log } = collect({ level: 'info', format: 'text' });
    log.info({ name: 'a\n2026 ERROR forged' }, 'seen');
    expect(lines[0]?.trimEnd()).not.toContain('\n');
  });
});

test('the silent log takes everything and has children as silent', () => {
  silentLogger.child({ part: 'x' }).error({}, 'nobody hears');
});
