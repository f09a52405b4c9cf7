import type { Integer64, NewRow } from '../../catalogue/index.ts';
import { cleanText } from '../../core/index.ts';
import type { CoreReading, DiskReading, MemoryReading, ProcessReading } from './reading.ts';
import { type SampleOrigin, sysmonColumns } from './sample.ts';

/**
 * Rows of the sysmon datasets from readings (facts: telemetry §1.5). Pure, so that each rule can be
 * tested with readings that no real host would give. What is unknown, negative or no number is
 * NULL, never 0.
 */

/** One row per core. */
export function cpuRows(
  origin: SampleOrigin,
  cores: readonly CoreReading[],
): NewRow<'cpu_metrics'>[] {
  return cores
    .filter(({ core }) => Number.isSafeInteger(core) && core >= 0)
    .map((reading) => ({
      ...sysmonColumns(origin),
      core_id: reading.core,
      usage_percent: percent(reading.usagePercent),
      frequency_hz: positive(reading.frequencyHz),
      cluster: cleanText(reading.cluster),
    }));
}

/** One row per cluster; its clock rate is the mean of those of its cores that tell theirs. */
export function clusterRows(
  origin: SampleOrigin,
  cores: readonly CoreReading[],
): NewRow<'cpu_cluster_metrics'>[] {
  const frequencies = new Map<string, number[]>();
  for (const reading of cores) {
    const cluster = cleanText(reading.cluster);
    if (cluster === null) continue;
    const known = frequencies.get(cluster) ?? [];
    const frequency = positive(reading.frequencyHz);
    frequencies.set(cluster, frequency === null ? known : [...known, frequency]);
  }
  return [...frequencies].map(([cluster, known]) => ({
    ...sysmonColumns(origin),
    cluster,
    frequency_hz:
      known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length,
  }));
}

/** No row for a host that tells neither total nor what is available. */
export function memoryRows(
  origin: SampleOrigin,
  reading: MemoryReading,
): NewRow<'memory_metrics'>[] {
  const amounts = amountsOf(reading);
  return amounts === null ? [] : [{ ...sysmonColumns(origin), ...amounts }];
}

/** One row per mount point; none for one without a size. */
export function diskRows(
  origin: SampleOrigin,
  disks: readonly DiskReading[],
): NewRow<'disk_metrics'>[] {
  return disks.flatMap((reading) => {
    const amounts = amountsOf(reading);
    if (amounts === null || reading.mountPoint === '') return [];
    return [
      {
        ...sysmonColumns(origin),
        mount_point: reading.mountPoint,
        device_name: cleanText(reading.device) ?? reading.mountPoint,
        ...amounts,
      },
    ];
  });
}

/** The busiest `limit` processes: by CPU, then memory, then the smaller number. 0: all. */
export function processRows(
  origin: SampleOrigin,
  processes: readonly ProcessReading[],
  limit: number,
): NewRow<'process_metrics'>[] {
  const rows = processes
    .filter(({ pid }) => Number.isSafeInteger(pid) && pid >= 0)
    .map((reading) => ({
      ...sysmonColumns(origin),
      pid: reading.pid,
      name: cleanText(reading.name),
      cpu_usage: notNegative(reading.cpuPercent),
      memory_usage: bytes(reading.residentBytes),
      status: cleanText(reading.status),
      start_time: cleanText(reading.startTime),
    }))
    .sort(
      (a, b) =>
        Number(b.cpu_usage ?? -1) - Number(a.cpu_usage ?? -1) ||
        Number(b.memory_usage ?? -1) - Number(a.memory_usage ?? -1) ||
        a.pid - b.pid,
    );
  return limit === 0 ? rows : rows.slice(0, limit);
}

interface Amounts {
  readonly total_bytes: Integer64 | null;
  readonly used_bytes: Integer64 | null;
  readonly available_bytes: Integer64 | null;
  readonly usage_percent: number | null;
}

/**
 * Used is the total less what is available: what is kept back for the system counts as used, so
 * that the three always add up. Null when there is nothing to tell, a total of 0 among it.
 */
function amountsOf(reading: {
  readonly totalBytes: number | null;
  readonly availableBytes: number | null;
}): Amounts | null {
  const total = notNegative(reading.totalBytes);
  const available = notNegative(reading.availableBytes);
  if (total === 0 || (total === null && available === null)) return null;
  if (total === null || available === null) {
    return {
      total_bytes: bytes(total),
      used_bytes: null,
      available_bytes: bytes(available),
      usage_percent: null,
    };
  }
  const used = Math.max(0, total - available);
  return {
    total_bytes: bytes(total),
    used_bytes: bytes(used),
    available_bytes: bytes(total - used),
    usage_percent: (used / total) * 100,
  };
}

function notNegative(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function positive(value: number | null | undefined): number | null {
  const known = notNegative(value);
  return known === 0 ? null : known;
}

function percent(value: number | null | undefined): number | null {
  const known = notNegative(value);
  return known === null ? null : Math.min(100, known);
}

/** Whole bytes; beyond 2^53 as bigint, beyond what the column holds as nothing. */
function bytes(value: number | null | undefined): Integer64 | null {
  const known = notNegative(value);
  if (known === null || known >= 2 ** 63) return null;
  const whole = Math.round(known);
  return Number.isSafeInteger(whole) ? whole : BigInt(whole);
}
