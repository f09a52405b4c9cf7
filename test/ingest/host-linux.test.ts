import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterNames } from '../../src/ingest/host/linux/clusters.ts';
import { parseCpuInfo, parseStat } from '../../src/ingest/host/linux/cpu.ts';
import { parseDf } from '../../src/ingest/host/linux/disks.ts';
import {
  dataMounts,
  mayHang,
  oncePerDevice,
  parseMounts,
} from '../../src/ingest/host/linux/mounts.ts';
import { cpuPercent, parseProcessStat } from '../../src/ingest/host/linux/processes.ts';
import { busyPercent, createCoreUsage } from '../../src/ingest/host/usage.ts';

describe('the times of cores', () => {
  test('count waiting for a disk as idle, and what a hypervisor took as busy', () => {
    const text = [
      'cpu  1 2 3 4 5 6 7 8 9 10',
      'cpu0 100 10 50 800 40 1 2 7 90 10',
      'cpu12 0 0 0 5 0 0 0 0 0 0',
      'intr 1 2 3',
      'btime 1795615319',
    ].join('\n');
    expect(parseStat(text)).toEqual([
      { core: 0, idle: 840, total: 1_010 },
      { core: 12, idle: 5, total: 5 },
    ]);
    expect(parseStat('')).toEqual([]);
  });

  test('give the busy share since the reading before', () => {
    const at = (idle: number, total: number) => ({ core: 0, idle, total });
    expect(busyPercent(at(100, 200), at(175, 300))).toBe(25);
    expect(busyPercent(undefined, at(1, 1))).toBeNull();
    expect(busyPercent(at(100, 200), at(100, 200))).toBeNull();
    expect(busyPercent(at(100, 200), at(1, 2))).toBeNull();
    // The kernel corrected the idle time downwards.
    expect(busyPercent(at(100, 200), at(99, 300))).toBe(100);
  });

  test('never give a share that is none', () => {
    const times = fc.record({
      core: fc.constant(0),
      idle: fc.nat(),
      total: fc.oneof(fc.nat(), fc.constant(Number.NaN)),
    });
    fc.assert(
      fc.property(times, times, (before, after) => {
        const share = busyPercent(before, after);
        if (share === null) return;
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(100);
      }),
    );
  });

  test('of a core that was switched on have no share at first', () => {
    const usage = createCoreUsage();
    const core = (number: number, total: number) => ({ core: number, idle: 0, total });
    expect([...usage([core(0, 10)])]).toEqual([[0, null]]);
    expect([...usage([core(0, 20), core(1, 5)])]).toEqual([
      [0, 100],
      [1, null],
    ]);
    expect([...usage([core(1, 6)])]).toEqual([[1, 100]]);
  });

  test('come with clock rates from cpuinfo where the host tells them', () => {
    const text =
      'processor\t: 0\ncpu MHz\t\t: 2300.500\n\nprocessor\t: 3\ncpu MHz\t\t: 0.000\n\nprocessor\t: 4\n';
    expect([...parseCpuInfo(text)]).toEqual([[0, 2_300_500_000]]);
  });
});

describe('clusters of cores', () => {
  const names = (...cores: readonly [packageId: number | null, capacity: number | null][]) => [
    ...clusterNames(
      cores.map(([packageId, capacity], core) => ({ core, packageId, capacity })),
    ).values(),
  ];

  test('are packages where all cores are alike', () => {
    expect(names([0, 1_024], [0, 1_024], [1, 1_024])).toEqual(['package0', 'package0', 'package1']);
    expect(names([0, null], [0, null])).toEqual(['package0', 'package0']);
  });

  test('are kinds of cores where the host has several', () => {
    expect(names([0, 1_024], [0, 446], [0, 700])).toEqual([
      'package0-performance',
      'package0-efficiency',
      'package0-middle',
    ]);
  });

  test('are not made up where the host does not tell them', () => {
    expect(names([null, 1_024], [null, null])).toEqual([]);
    expect(names([0, 1_024], [0, null])).toEqual(['package0', 'package0']);
  });
});

describe('mounts', () => {
  const MOUNTS = [
    '22 27 0:21 / /proc rw,relatime - proc proc rw',
    '24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334492k',
    '25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw',
    '27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw,discard',
    '30 27 254:0 /var/lib/docker /mnt/bind rw - ext4 /dev/vda rw',
    '31 27 254:1 / /data\\040one\\134two rw - xfs /dev/vdb1 rw',
    '32 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro',
    '33 27 0:50 / /mnt/nfs rw - nfs4 server:/export rw',
    '34 27 0:51 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw,lowerdir=/a',
    '35 27 0:52 / /tank rw - zfs tank rw',
    '36 27 0:53 / /run/user/1000/doc rw - fuse.portal portal rw',
    '37 27 0:54 / /mnt/ssh rw - fuse.sshfs host: rw',
    '38 27 0:55 / /sys/fs/fuse/x rw - fuse /dev/fuse rw',
    '40 27 254:1 /folder /d rw - xfs /dev/vdb1 rw',
    '39 27 0:56 / /empty/source rw - tmpfs  rw',
    'nonsense',
    '',
  ].join('\n');

  test('are read with their names as they are', () => {
    const mounts = parseMounts(MOUNTS);
    expect(mounts).toHaveLength(15);
    expect(mounts[5]).toEqual({
      device: '254:1',
      root: '/',
      mountPoint: '/data one\\two',
      type: 'xfs',
      source: '/dev/vdb1',
    });
    expect(mounts[3]).toMatchObject({ mountPoint: '/', type: 'ext4', source: '/dev/vda' });
  });

  test('that hold data are told, each file system once', () => {
    const chosen = oncePerDevice(dataMounts(parseMounts(MOUNTS)));
    expect(chosen.map((mount) => mount.mountPoint)).toEqual([
      '/',
      '/data one\\two',
      '/mnt/nfs',
      '/mnt/ssh',
      '/sys/fs/fuse/x',
      '/tank',
    ]);
  });

  test('of a container are its root and the volumes in it', () => {
    const text = [
      '1 0 0:40 / / rw - overlay overlay rw,lowerdir=/a',
      '2 1 8:1 /kubelet/volumes/x /data rw - ext4 /dev/sda1 rw',
      '3 1 8:1 /kubelet/volumes/x /data/again rw - ext4 /dev/sda1 rw',
    ].join('\n');
    const chosen = oncePerDevice(dataMounts(parseMounts(text)));
    expect(chosen.map((mount) => mount.mountPoint)).toEqual(['/', '/data']);
  });

  test('that cover others hide them', () => {
    const text = [
      '1 0 8:1 / /mnt rw - ext4 /dev/sda1 rw',
      '2 1 0:9 / /mnt rw - tmpfs tmpfs rw',
    ].join('\n');
    expect(dataMounts(parseMounts(text))).toEqual([]);
  });

  test('that may hang are those that a server or a program answers for', () => {
    const hanging = dataMounts(parseMounts(MOUNTS)).filter(mayHang);
    expect(hanging.map((mount) => mount.mountPoint)).toEqual([
      '/mnt/nfs',
      '/mnt/ssh',
      '/sys/fs/fuse/x',
    ]);
  });

  test('have the space that df tells', () => {
    const head = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n';
    expect(parseDf(`${head}server:/a b 1000 600 350 64% /mnt/nfs x\n`)).toEqual({
      totalBytes: 1_024_000,
      availableBytes: 358_400,
    });
    expect(parseDf(`${head}quota 1000 1100 -100 110% /q\n`)?.availableBytes).toBe(0);
    expect(parseDf(`${head}none 0 0 0 - /n\n`)).toEqual({ totalBytes: 0, availableBytes: 0 });
    expect(parseDf(head)).toBeNull();
    expect(parseDf('')).toBeNull();
  });
});

describe('processes', () => {
  const line = (name: string) =>
    `4294967295 (${name}) S 1 2 3 0 -1 4194304 104 0 0 0 150 50 0 0 20 0 1 0 73209 3133440 407 18446744073709551615`;

  test('are read whatever their name is', () => {
    for (const name of ['cat', 'a b', ') S 9 (', '((', 'two\nlines', 'größe', '']) {
      expect(parseProcessStat(line(name))).toEqual({
        pid: 4_294_967_295,
        name,
        state: 'S',
        cpuTicks: 200,
        startTicks: 73_209,
        residentPages: 407,
      });
    }
  });

  test('that the kernel does not describe in full are left out', () => {
    for (const text of [
      '',
      '1',
      '1 (cat',
      '1 (cat) S 1 2',
      'x (cat) S',
      line('cat').slice(0, 40),
    ]) {
      expect(parseProcessStat(text)).toBeNull();
    }
  });

  test('take their share of one core since the reading before', () => {
    const stat = (startTicks: number, cpuTicks: number) => ({
      pid: 1,
      name: 'x',
      state: 'R',
      cpuTicks,
      startTicks,
      residentPages: 1,
    });
    expect(cpuPercent(stat(5, 1_000), stat(5, 1_200), 1_000)).toBe(200);
    expect(cpuPercent(stat(5, 1_000), stat(5, 1_000), 1_000)).toBe(0);
    // One that began since then, under a new number or a used one: all of its time counts.
    expect(cpuPercent(undefined, stat(5, 50), 1_000)).toBe(50);
    expect(cpuPercent(stat(5, 1_000), stat(9, 50), 1_000)).toBe(50);
    expect(cpuPercent(stat(5, 10), stat(5, 20), 0)).toBeNull();
    expect(cpuPercent(stat(5, 20), stat(5, 10), 1_000)).toBe(0);
  });
});
