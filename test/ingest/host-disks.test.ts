import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDiskReader } from '../../src/ingest/host/linux/disks.ts';
import { until } from '../support/until.ts';

/** Answers for mounts whose name holds `good`, fails for `broken`, and hangs for others. */
const MADE_UP_DF = `#!/bin/sh
case "$3" in
  *good*) printf 'Filesystem 1024-blocks Used Available Capacity Mounted on\\nserver:/x 1000 400 600 40%% %s\\n' "$3" ;;
  *broken*) echo "df: $3: Stale file handle" >&2; exit 1 ;;
  *) echo x >> "$(dirname "$0")/hung"; exec sleep 1000 ;;
esac
`;

describe.runIf(process.platform === 'linux')('the disks of a Linux host', () => {
  let folder: string;
  const path = process.env.PATH;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radarstore-disks-'));
    await writeFile(join(folder, 'df'), MADE_UP_DF);
    await chmod(join(folder, 'df'), 0o755);
    await mkdir(join(folder, 'volume'));
    await writeFile(join(folder, 'hosts'), '');
    process.env.PATH = `${folder}:${path}`;
  });
  afterAll(async () => {
    process.env.PATH = path;
    await rm(folder, { recursive: true });
  });

  const readerOf = async (...lines: readonly string[]) => {
    const mountInfo = join(folder, 'mountinfo');
    await writeFile(mountInfo, lines.join('\n'));
    return createDiskReader({ mountInfo, mountTimeoutMs: 250 });
  };
  const ended = new AbortController();
  afterAll(() => ended.abort());

  test('answer though one hangs, which is told and ended', async () => {
    const read = await readerOf(
      '1 0 8:1 / / rw - ext4 /dev/sda1 rw',
      '2 1 0:50 / /mnt/good rw - nfs4 server:/x rw',
      '3 1 0:51 / /mnt/hung rw - nfs4 server:/y rw',
      '4 1 0:52 / /mnt/broken rw - cifs //server/z rw',
    );
    const { disks, faults } = await read(ended.signal);
    expect(disks.map((disk) => disk.mountPoint).sort()).toEqual(['/', '/mnt/good']);
    expect(disks.find((disk) => disk.mountPoint === '/mnt/good')).toEqual({
      mountPoint: '/mnt/good',
      device: 'server:/x',
      totalBytes: 1_024_000,
      availableBytes: 614_400,
    });
    expect(faults.toSorted()).toEqual([
      expect.stringMatching(/^\/mnt\/broken: .*Stale file handle$/),
      '/mnt/hung: no answer within 250 ms',
    ]);
    // Asked again only after the program that hung was ended.
    await until('it is asked again', async () =>
      (await read(ended.signal)).faults.includes('/mnt/hung: no answer within 250 ms'),
    );
  });

  test('end what hangs when they are stopped', async () => {
    const read = await readerOf('3 1 0:51 / /mnt/hung rw - nfs4 server:/y rw');
    const stop = new AbortController();
    const reading = read(stop.signal);
    stop.abort();
    expect((await reading).disks).toEqual([]);
  });

  test('leave out one that vanished, and single files that are mounted', async () => {
    const read = await readerOf(
      `1 0 8:1 /a/hosts ${folder}/hosts rw - ext4 /dev/sda1 rw`,
      `2 0 8:1 /a/volume ${folder}/volume rw - ext4 /dev/sda1 rw`,
      `3 0 8:2 / ${folder}/vanished rw - ext4 /dev/sdb1 rw`,
    );
    const { disks, faults } = await read(ended.signal);
    expect(faults).toEqual([]);
    expect(disks.map((disk) => disk.mountPoint)).toEqual([`${folder}/volume`]);
  });
});
