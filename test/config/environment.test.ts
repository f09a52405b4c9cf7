import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeWorkplace, messagesOf, type Workplace } from './sources.ts';

let place: Workplace;
beforeEach(() => {
  place = makeWorkplace();
});
afterEach(() => place.remove());

const withVariables = (environment: Record<string, string>) => place.read({ environment });

describe('variables', () => {
  test('that are empty count as not set', () => {
    const reading = withVariables({
      RADARSTORE_HTTP_PORT: '',
      DATABASE_URL: '',
      RADARSTORE_CONFIG: '',
    });
    expect(messagesOf(reading)).toEqual([]);
    expect(reading.settings?.http.port).toBe(8450);
  });

  test('DATABASE_URL is read where ours is not set', () => {
    const alias = { DATABASE_URL: 'postgres://alias/x' };
    expect(withVariables(alias).settings?.database.url).toBe('postgres://alias/x');
    const both = withVariables({ ...alias, RADARSTORE_DATABASE_URL: 'postgres://ours/x' });
    expect(both.settings?.database.url).toBe('postgres://ours/x');
  });

  test('that begin with RADARSTORE_ and are no setting are refused with a guess', () => {
    expect(messagesOf(withVariables({ RADARSTORE_HTTP_PROT: '1' }))).toEqual([
      'There is no setting for variable RADARSTORE_HTTP_PROT (did you mean RADARSTORE_HTTP_PORT?).',
    ]);
    expect(messagesOf(withVariables({ RADARSTORE_PORT: '9000' })).join()).toContain(
      '(did you mean RADARSTORE_EMBEDDED_PORT or RADARSTORE_HTTP_PORT?)',
    );
    expect(messagesOf(withVariables({ RADARSTORE_: 'x', RADARSTORE_XYZZY: '1' }))).toHaveLength(2);
  });

  test('of Kubernetes for a Service named radarstore are left alone', () => {
    const reading = withVariables({
      RADARSTORE_SERVICE_HOST: '10.0.0.7',
      RADARSTORE_SERVICE_PORT: '8450',
      RADARSTORE_SERVICE_PORT_HTTP: '8450',
      RADARSTORE_PORT: 'tcp://10.0.0.7:8450',
      RADARSTORE_PORT_8450_TCP: 'tcp://10.0.0.7:8450',
      RADARSTORE_PORT_8450_TCP_PROTO: 'tcp',
      RADARSTORE_PORT_8450_TCP_PORT: '8450',
      RADARSTORE_PORT_8450_TCP_ADDR: '10.0.0.7',
      // Of a Service named radarstore-http; the second has the name of a setting.
      RADARSTORE_HTTP_SERVICE_HOST: '10.0.0.8',
      RADARSTORE_HTTP_PORT: 'tcp://10.0.0.8:80',
    });
    expect(messagesOf(reading)).toEqual([]);
    expect(reading.settings?.http.port).toBe(8450);
  });

  test('that are foreign, or steer the program itself, are no settings', () => {
    const reading = withVariables({ PATH: '/bin', RADAR: 'x', RADARSTORE_DEBUG: '1' });
    expect(messagesOf(reading)).toEqual([]);
  });
});

describe('a mounted secret', () => {
  test('is read from the file that the variable names, without its line end', () => {
    const path = place.write('url', 'postgres://u:pw@db/x\n');
    const reading = withVariables({
      RADARSTORE_DATABASE_URL_FILE: path,
      DATABASE_URL: 'postgres://other/x',
    });
    expect(reading.settings?.database.url).toBe('postgres://u:pw@db/x');
    expect(reading.entries[0]).toMatchObject({
      text: 'postgres://u:***@db/x',
      origin: { from: 'variable', name: 'RADARSTORE_DATABASE_URL_FILE', path },
    });
  });

  test('that is missing is refused by name', () => {
    const reading = withVariables({ RADARSTORE_DATABASE_URL_FILE: '/nowhere/url' });
    expect(messagesOf(reading)).toEqual([
      'The file /nowhere/url of variable RADARSTORE_DATABASE_URL_FILE cannot be read: it does not exist.',
    ]);
  });

  test('beside the secret itself is refused: which one was meant?', () => {
    const path = place.write('url', 'postgres://a/x');
    const environment = {
      RADARSTORE_DATABASE_URL: 'postgres://b/x',
      RADARSTORE_DATABASE_URL_FILE: path,
    };
    expect(messagesOf(withVariables(environment)).join()).toContain('is there twice');
  });
});
