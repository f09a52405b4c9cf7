import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { connectDatabase, quoteIdentifier } from '../../src/database/index.ts';
import { startContainer } from './engine-container.ts';
import { createOwnFolder } from './own-server.ts';
import { freePort, poolOptions } from './target.ts';
import { until } from './until.ts';

/** Answers as docker does, and notes what it was asked. */
const docker = (calls: string, port: number) => `#!/bin/sh
printf '%s\\n' "$*" >> '${calls}'
case "$1" in
  run) echo 0123456789ab ;;
  port) echo 127.0.0.1:${port} ;;
esac
`;

test('a container is run with our settings, waited for, and removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'radarstore-docker-'));
  const own = await createOwnFolder();
  const { PATH } = process.env;
  try {
    const port = await freePort();
    const server = await own.start({ port });
    const calls = join(folder, 'calls');
    await writeFile(join(folder, 'docker'), docker(calls, port));
    await chmod(join(folder, 'docker'), 0o755);
    process.env.PATH = `${folder}${delimiter}${PATH}`;
    const starting = startContainer('some/image:17', { fsync: 'off' });

    const password = await until('docker was asked', async () => {
      const asked = await readFile(calls, 'utf8');
      return /POSTGRES_PASSWORD=(\w+)/.exec(asked)?.[1];
    });
    const administrator = await connectDatabase(poolOptions(server.target));
    await administrator.script(
      'test.role',
      `create role ${quoteIdentifier('postgres')} superuser login password '${password}'`,
    );
    await administrator.close();

    const container = await starting;
    expect(container.url).toBe(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`);
    await container.stop();
    const asked = (await readFile(calls, 'utf8')).trim().split('\n');
    expect(asked[0]).toMatch(
      /^run .*--publish=127\.0\.0\.1::5432 .*some\/image:17 postgres -c fsync=off$/,
    );
    expect(asked.slice(1)).toEqual(['port 0123456789ab 5432/tcp', 'rm --force 0123456789ab']);
  } finally {
    process.env.PATH = PATH;
    await own.remove();
    await rm(folder, { recursive: true, force: true });
  }
});
