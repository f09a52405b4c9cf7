import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectBroker } from '../../../src/ingest/nats/broker.ts';
import type { NatsSettings } from '../../../src/ingest/nats/settings.ts';
import { createNatsServer, describeWithNats, type NatsServer } from '../../support/nats.ts';
import { ROOT } from '../../support/source-tree.ts';
import { until } from '../../support/until.ts';
import { connectOutsider, createKeptWriter, settingsFor, startReceiver } from './receiving.ts';

/** Connects, and answers whether that went well. */
async function answers(url: string, more: Partial<NatsSettings> = {}): Promise<boolean> {
  try {
    const broker = await connectBroker(settingsFor(url, more));
    await broker.close();
    return true;
  } catch {
    return false;
  }
}

describeWithNats('a broker that wants to know who connects', (program) => {
  const withServer = async (configuration: string, work: (url: string) => Promise<void>) => {
    const server = await createNatsServer(program, { configuration });
    try {
      await work(server.url);
    } finally {
      await server.close();
    }
  };

  test('takes a user with a password, also one with special characters', async () => {
    await withServer('authorization { user: "store", password: "p@ss/w:rd" }', async (url) => {
      const named = url.replace('nats://', `nats://store:${encodeURIComponent('p@ss/w:rd')}@`);
      expect(await answers(named)).toBe(true);
      expect(await answers(url)).toBe(false);
      expect(await answers(url.replace('nats://', 'nats://store:wrong@'))).toBe(false);
    });
  });

  test('takes a token', async () => {
    await withServer('authorization { token: "secret" }', async (url) => {
      expect(await answers(url.replace('nats://', 'nats://secret@'))).toBe(true);
      expect(await answers(url.replace('nats://', 'nats://other@'))).toBe(false);
    });
  });

  test('needs to give no more rights than the guide says', async () => {
    const rights = [
      '$JS.API.STREAM.INFO.events',
      '$JS.API.CONSUMER.*.events.>',
      '$JS.API.CONSUMER.MSG.NEXT.events.>',
      '$JS.ACK.events.>',
    ];
    const guide = readFileSync(join(ROOT, 'docs/guide/nats.md'), 'utf8');
    for (const right of rights) expect(guide).toContain(right.replace('events', '<stream>'));
    const publish = `publish: { allow: ${JSON.stringify(rights)} }, subscribe: "_INBOX.>"`;
    const users = `{ user: admin, password: admin }, { user: store, password: store, permissions: { ${publish} } }`;
    const configuration = `authorization { users: [ ${users} ] }`;
    const server = await createNatsServer(program, { configuration });
    const admin = await connectOutsider(server, { user: 'admin', pass: 'admin' });
    const writer = createKeptWriter();
    try {
      await admin.makeStream('events', ['logs.>']);
      await admin.publish('logs.a', '{"message":"x"}');
      const url = server.url.replace('nats://', 'nats://store:store@');
      const receiver = await startReceiver({ writer, settings: settingsFor(url) });
      try {
        await until('it is acknowledged', async () => {
          const info = await admin.consumer('events', 'radarstore');
          return info.ack_floor.stream_seq === 1;
        });
        expect(writer.bodies()).toEqual(['x']);
        expect(receiver.check().state).toBe('ok');
      } finally {
        await receiver.stop();
      }
    } finally {
      await admin.close();
      await server.close();
    }
  });

  test('is looked for among several servers', async () => {
    await withServer('', async (url) => {
      expect(await answers(url, { urls: ['nats://127.0.0.1:1', url] })).toBe(true);
      expect(await answers(url, { urls: ['nats://127.0.0.1:1'] })).toBe(false);
    });
  });
});

const openssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!openssl)('certificates made by openssl', () => {
  describeWithNats('a broker with TLS', (program) => {
    let folder: string;
    let server: NatsServer;
    const path = (name: string) => join(folder, name);
    const make = (command: string) =>
      execFileSync('openssl', command.split(' '), { cwd: folder, stdio: 'ignore' });
    /** A certificate that `ca` signs. */
    const sign = (name: string) => {
      make(`req -newkey rsa:2048 -nodes -keyout ${name}.key -subj /CN=${name} -out ${name}.csr`);
      make(
        `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out ${name}.pem`,
      );
    };
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'radarstore-tls-'));
      writeFileSync(path('names'), 'subjectAltName=IP:127.0.0.1\n');
      make('req -x509 -newkey rsa:2048 -nodes -keyout ca.key -subj /CN=ca -days 2 -out ca.pem');
      sign('server');
      sign('client');
      const files = `cert_file: "${path('server.pem')}", key_file: "${path('server.key')}", ca_file: "${path('ca.pem')}"`;
      server = await createNatsServer(program, { configuration: `tls { ${files}, verify: true }` });
    });
    afterAll(async () => {
      await server?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('takes a client with a certificate of its authority, and no other', async () => {
      const tls = {
        ca: path('ca.pem'),
        certificate: path('client.pem'),
        key: path('client.key'),
        first: false,
      };
      expect(await answers(server.url, { tls })).toBe(true);
      expect(await answers(server.url, { tls: { ...tls, certificate: null, key: null } })).toBe(
        false,
      );
    });

    test('is not believed with a certificate of an authority that nobody named', async () => {
      const tls = {
        ca: null,
        certificate: path('client.pem'),
        key: path('client.key'),
        first: false,
      };
      expect(await answers(server.url.replace('nats:', 'tls:'), { tls })).toBe(false);
    });
  });
});
