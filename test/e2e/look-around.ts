import { cpus } from 'node:os';
import { expect } from 'vitest';
import type {
  CpuGroup,
  DeviceDetail,
  DeviceItem,
  ReadinessReport,
  SelfReport,
  StorageReport,
} from '../../src/contract/index.ts';
import type { Program } from '../support/program.ts';
import { readPrometheus } from '../support/prometheus.ts';
import { until } from '../support/until.ts';

/** Datasets that the first sample of any machine fills. */
const FILLED_AT_ONCE = [
  'cpu_metrics',
  'memory_metrics',
  'disk_metrics',
  'process_metrics',
  'discovered_interfaces',
  'device_updates',
  'unified_devices',
];

/** Does what a newcomer does with a store that runs: looks at every address, and finds this machine. */
export async function lookAround(program: Program): Promise<void> {
  const self = await program.json<SelfReport>('/api/self');
  const id = encodeURIComponent(self.device_id ?? '');
  await checkFirstSample(program, id);

  const { checks } = await program.json<ReadinessReport>('/readyz');
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  const devices = await program.json<DeviceItem[]>('/api/devices');
  expect(devices.map((device) => device.device_id)).toEqual([self.device_id]);
  const device = await program.json<DeviceDetail>(`/api/devices/${id}`);
  expect(device.device_id).toBe(self.device_id);

  const page = await (await fetch(`${program.url}/metrics`)).text();
  const series = readPrometheus(page);
  expect(series.get('radarstore_host_samples_total{outcome="stored"}')).toBeGreaterThan(0);

  const storage = await program.json<StorageReport>('/api/storage?exact=true');
  const filled = storage.datasets.filter((one) => (one.rows ?? 0) > 0).map((one) => one.name);
  expect(filled).toEqual(expect.arrayContaining(FILLED_AT_ONCE));
  await checkEveryAddress(program, { device: id, poller: encodeURIComponent(self.poller_id) });
}

/** Each core of this machine, by device and by poller. */
async function checkFirstSample(program: Program, id: string): Promise<void> {
  const path = `/api/devices/${id}/sysmon/cpu?latest=true`;
  const [group] = await until('the first sample', async () => {
    const groups = await program.json<CpuGroup[]>(path);
    return groups.length > 0 && groups;
  });
  const cores = group?.cpus.map((cpu) => cpu.core_id).sort((a, b) => a - b);
  expect(cores).toEqual(cpus().map((_cpu, index) => index));
}

/** Everything that the description of the API names can be asked for, and answers with something. */
async function checkEveryAddress(
  program: Program,
  ids: { readonly device: string; readonly poller: string },
): Promise<void> {
  type Methods = { readonly get?: object };
  const document = await program.json<{ readonly paths: { readonly [path: string]: Methods } }>(
    '/api/openapi.json',
  );
  // A new store has no dead letter yet that could be asked for.
  const paths = Object.entries(document.paths)
    .filter(([path, { get }]) => get !== undefined && !path.startsWith('/api/dead-letters/'))
    .map(([path]) => path);
  expect(paths.length).toBeGreaterThan(12);
  for (const path of paths) {
    const id = path.startsWith('/api/pollers/') ? ids.poller : ids.device;
    const answer = await fetch(`${program.url}${path.replace('{id}', id)}`);
    const body = await answer.text();
    expect(answer.status, `${path}: ${body}`).toBe(200);
    if (isTold(path)) expect(body.length, path).toBeGreaterThan(2); // neither nothing nor an empty list
  }
}

/** Whether a store that knows this machine alone has an answer: of rollups those of its own samples. */
const isTold = (path: string) =>
  !path.startsWith('/api/rollups/') || /\/(cpu|memory|disk|process|device)_metrics/.test(path);
