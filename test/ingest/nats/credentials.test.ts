import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credsAuthenticator } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNatsServer, describeEachNats, type NatsServer } from '../../support/nats.ts';
import { until } from '../../support/until.ts';
import { createNatsAccount, type NatsAccount } from './operator.ts';
import {
  connectOutsider,
  createKeptWriter,
  type KeptWriter,
  type Outsider,
  settingsFor,
  startReceiver,
} from './receiving.ts';

describeEachNats('a broker that believes an operator', (program) => {
  let folder: string;
  let account: NatsAccount;
  let server: NatsServer;
  let outsider: Outsider;
  let writer: KeptWriter;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'radarstore-creds-'));
    account = createNatsAccount();
    server = await createNatsServer(program, { configuration: account.configuration });
    const authenticator = credsAuthenticator(Buffer.from(account.credentials()));
    outsider = await connectOutsider(server, { authenticator });
    await outsider.makeStream('events', ['logs.>']);
    writer = createKeptWriter();
  });
  afterEach(async () => {
    await outsider?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fileWith = (text: string) => {
    const path = join(folder, 'user.creds');
    writeFileSync(path, text);
    return path;
  };
  const start = (credentials: string | null) =>
    startReceiver({ writer, settings: settingsFor(server.url, { credentials }) });
  const publish = (text: string) => outsider.publish('logs.a', JSON.stringify({ message: text }));
  const stored = (...texts: readonly string[]) =>
    until('they are stored and acknowledged', async () => {
      const info = await outsider.consumer('events', 'radarstore');
      return info.ack_floor.stream_seq === texts.length && writer.bodies().join() === texts.join();
    });

  test('takes a user with a credentials file of no more rights than the guide says', async () => {
    await publish('a');
    const rights = [
      '$JS.API.STREAM.INFO.events',
      '$JS.API.CONSUMER.*.events.>',
      '$JS.API.CONSUMER.MSG.NEXT.events.>',
      '$JS.ACK.events.>',
    ];
    const receiver = await start(fileWith(account.credentials({ publish: rights })));
    try {
      await stored('a');
      await until('the check says so', () => receiver.check().state === 'ok');
    } finally {
      await receiver.stop();
    }
  });

  test.each([
    ['without credentials', () => null],
    ['of another operator', () => fileWith(createNatsAccount().credentials())],
    ['whose time is over', () => fileWith(account.credentials({ expires: 1_767_225_601 }))],
    ['whose file is not there', () => join(folder, 'nothing.creds')],
    ['whose file is none', () => fileWith('secret')],
  ])('takes no user %s, which the check tells without a secret', async (_, credentials) => {
    const receiver = await start(credentials());
    try {
      const { message } = await until('it was refused', () => {
        const check = receiver.check();
        return /refused|authoriz|expired|no such file|credential/i.test(check.message) && check;
      });
      expect(message).not.toContain('secret');
      expect(writer.handedIn()).toBe(0);
    } finally {
      await receiver.stop();
    }
  });

  test('takes the user again once its file is a newer one, without a restart', async () => {
    await publish('a');
    const soon = Math.ceil(Date.now() / 1_000) + 2;
    const file = fileWith(account.credentials({ expires: soon }));
    const receiver = await start(file);
    try {
      await stored('a');
      await until('its time is over', () => receiver.check().state !== 'ok');
      await publish('b');
      writeFileSync(file, account.credentials());
      await stored('a', 'b');
      await until('the check says so', () => receiver.check().state === 'ok');
    } finally {
      await receiver.stop();
    }
  });
});
