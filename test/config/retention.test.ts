import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configurationReference, describeOrigin } from '../../src/config/index.ts';
import { LEAST_RETENTION_HOURS } from '../../src/database/index.ts';
import { makeWorkplace, messagesOf, type Workplace } from './sources.ts';

const DAY_MS = 86_400_000;

let place: Workplace;
beforeEach(() => {
  place = makeWorkplace();
});
afterEach(() => place.remove());

describe('retention', () => {
  test('is set per dataset by file, variable and flag, the strongest winning', () => {
    place.write(
      'radarstore.yaml',
      'retention:\n  cpu_metrics: 7d\n  logs: 36h\nretention.otel_traces: 4d\n',
    );
    const reading = place.read({
      environment: { RADARSTORE_RETENTION_LOGS: '5d', RADARSTORE_RETENTION_EVENTS: '6d' },
      flags: { 'retention.events': '9d' },
    });
    expect(messagesOf(reading)).toEqual([]);
    expect(reading.settings?.retention).toEqual(
      new Map([
        ['cpu_metrics', 7 * DAY_MS],
        ['logs', 5 * DAY_MS],
        ['otel_traces', 4 * DAY_MS],
        ['events', 9 * DAY_MS],
      ]),
    );
    const told = reading.entries
      .filter(({ key }) => key.startsWith('retention.'))
      .map(({ key, text, origin }) => `${key} ${text} ${describeOrigin(origin)}`);
    expect(told).toEqual([
      'retention.cpu_metrics 7d radarstore.yaml:2',
      'retention.events 9d flag --retention',
      'retention.logs 5d variable RADARSTORE_RETENTION_LOGS',
      'retention.otel_traces 4d radarstore.yaml:4',
    ]);
  });

  test('goes back to what the catalogue declares with the word default', () => {
    place.write('radarstore.yaml', 'retention.logs: 7d\n');
    const reading = place.read({ flags: { 'retention.logs': 'default' } });
    expect(reading.settings?.retention).toEqual(new Map([['logs', null]]));
  });

  test.each(['', '7', '5h', '90m', '6h30m', '40000d', 'week', 'none'])('cannot be "%s"', (text) => {
    const [message] = messagesOf(place.read({ flags: { 'retention.logs': text } }));
    expect(message).toContain('Setting retention.logs (flag --retention) cannot be');
    expect(message).toContain('such as 36h or 7d');
  });

  test('has the least that the database takes too', () => {
    const read = (text: string) => place.read({ flags: { 'retention.logs': text } }).problems;
    expect(read(`${LEAST_RETENTION_HOURS}h`)).toEqual([]);
    expect(read(`${LEAST_RETENTION_HOURS - 1}h`)).toHaveLength(1);
  });

  test('is a section, not a setting, and its names are those of datasets', () => {
    place.write('radarstore.yaml', 'retention: 7d\n"retention.CPU": 7d\n');
    const messages = messagesOf(place.read());
    expect(messages[0]).toContain('it holds retention.<dataset>');
    expect(messages[1]).toContain('There is no setting "retention.CPU"');
  });

  test('leaves variables of a Kubernetes service alone', () => {
    const reading = place.read({
      environment: { RADARSTORE_RETENTION_SERVICE_HOST: '10.0.0.1' },
    });
    expect(messagesOf(reading)).toEqual([]);
  });

  test('stands in the reference', () => {
    expect(configurationReference()).toContain('### `retention.<dataset>`');
  });
});

test('a writer or a reader URL needs that of the owner beside it', () => {
  const [message] = messagesOf(
    place.read({ flags: { 'database.writer_url': 'postgres://w@h/d' } }),
  );
  expect(message).toContain('needs database.url beside it');
  const reading = place.read({
    flags: { 'database.writer_url': 'postgres://w@h/d', 'database.url': 'postgres://o@h/d' },
  });
  expect(messagesOf(reading)).toEqual([]);
});
