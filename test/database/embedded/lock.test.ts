import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RadarError } from '../../../src/core/index.ts';
import { type DataFolder, makeDataFolder } from '../../../src/database/embedded/folder.ts';
import { type FolderLock, lockFolder } from '../../../src/database/embedded/lock.ts';
import { type Holder, ownHolder, touch } from '../../../src/database/embedded/lock-holder.ts';

let folder: DataFolder;
let taken: FolderLock[];

beforeEach(async () => {
  folder = await makeDataFolder(await mkdtemp(join(tmpdir(), 'radarstore-lock-')));
  taken = [];
});
afterEach(async () => {
  await Promise.all(taken.map((lock) => lock.release()));
  await rm(folder.root, { recursive: true, force: true });
});

async function take(): Promise<FolderLock> {
  const lock = await lockFolder(folder);
  taken.push(lock);
  return lock;
}

/** Writes a lock file as another process would have left it. */
async function leave(changes: Partial<Holder>): Promise<void> {
  const holder = { ...(await ownHolder()), ...changes };
  await writeFile(folder.lock, JSON.stringify(holder));
}

/** The number of a process that has ended. */
const deadPid = () => spawnSync('true').pid;

const inUse = { code: 'DATA_DIR_IN_USE' };

test('a folder has one holder, and is free again after the release', async () => {
  const first = await take();
  await expect(take()).rejects.toMatchObject(inUse);
  await first.release();
  await take();
  expect(await readdir(folder.root)).toEqual(['radarstore.lock']);
});

test('a lock of a dead process is taken over', async () => {
  await leave({ pid: deadPid(), token: 'dead' });
  await take();
  expect(JSON.parse(await readFile(folder.lock, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('a lock of which the number went to another process is taken over', async () => {
  await leave({ startTime: '1', token: 'reused' });
  await take();
});

test('a lock from before the last boot is taken over, even when number and start time come again', async () => {
  await leave({ scope: 'another boot', token: 'old' });
  await take();
});

test('a lock of a live program in another container is respected', async () => {
  await leave({ scope: 'another container', token: 'far', pid: 1 });
  const heart = setInterval(() => void touch(folder.lock), 200);
  try {
    await expect(take()).rejects.toMatchObject({
      ...inUse,
      message: expect.stringContaining('process 1 (in another container or on another machine)'),
    });
  } finally {
    clearInterval(heart);
  }
});

test.each(['', '{"token":', 'null', '{"token":"../x","pid":1}'])(
  'a lock file that a power failure left as %j is taken over',
  async (text) => {
    await writeFile(folder.lock, text);
    await take();
  },
);

test('of many that find the same dead lock exactly one takes it over, and no litter stays', async () => {
  for (let round = 0; round < 20; round += 1) {
    await leave({ pid: deadPid(), token: `dead-${round}` });
    const results = await Promise.allSettled(Array.from({ length: 20 }, take));
    const winners = results.filter((result) => result.status === 'fulfilled');
    const losers = results.filter((result) => result.status === 'rejected');
    expect(winners).toHaveLength(1);
    for (const { reason } of losers) {
      expect(reason).toBeInstanceOf(RadarError);
      expect(reason).toMatchObject(inUse);
    }
    expect(await readdir(folder.root)).toEqual(['radarstore.lock']);
    await Promise.all(taken.splice(0).map((lock) => lock.release()));
  }
});

test('what a starter that was killed while it took over left does not hinder the next one', async () => {
  await leave({ pid: deadPid(), token: 'dead' });
  const successor = { ...(await ownHolder()), pid: deadPid(), token: 'successor' };
  await writeFile(`${folder.lock}.dead`, JSON.stringify(successor));
  await writeFile(`${folder.lock}.successor.draft`, JSON.stringify(successor));
  await take();
  expect(await readdir(folder.root)).toEqual(['radarstore.lock']);
});

test('a draft that another starter is just writing stays, and one that it left long ago goes', async () => {
  const [fresh, old] = [`${folder.lock}.fresh.draft`, `${folder.lock}.old.draft`];
  for (const draft of [fresh, old]) await writeFile(draft, '');
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(old, longAgo, longAgo);
  await take();
  expect((await readdir(folder.root)).sort()).toEqual(['radarstore.lock', basename(fresh)]);
});

test('the release of one that lost its lock leaves the lock of the new holder', async () => {
  const lock = await take();
  await leave({ token: 'somebody-else' });
  await lock.release();
  expect(await readdir(folder.root)).toEqual(['radarstore.lock']);
});
