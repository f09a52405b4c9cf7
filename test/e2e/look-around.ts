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

/** Addresses for which a store that knows this machine alone has no answer: what it says, and why. */
const WITHOUT_ANSWER: readonly (readonly [path: RegExp, status: number])[] = [
  [/^\/api\/dead-letters\/\{id\}$/, 400], // nothing was refused yet, and ids of letters are numbers
  [/^\/api\/devices\/\{id\}\/registry$/, 404], // a machine is no service component
  [/^\/api\/me\/tokens$/, 409], // nobody is logged in
  [/^\/api\/admin\/edge-packages/, 503], // nobody gave a key for the secrets of onboarding
];

/** Addresses whose answer such a store leaves empty. */
const EMPTY_AT_FIRST =
  /^\/api\/(sweeps|topology\/history|services\/declarations|admin\/(users|tokens)|rollups\/(?!(cpu|memory|disk|process|device)_metrics))|\/(neighbors|metrics|snmp|rperf)$/;

/** Does what a newcomer does with a store that runs: looks at every address, and finds this machine. */
export async function lookAround(program: Program): Promise<void> {
  const self = await program.json<SelfReport>('/api/self');
  const id = encodeURIComponent(self.device_id ?? '');
  await checkFirstSample(program, id);

  // On a busy machine samples may wait at first, and the host receiver says so.
  await until('every part is well', async () => {
    const { checks } = await program.json<ReadinessReport>('/readyz');
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    return true;
  });
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
  const paths = Object.entries(document.paths)
    .filter(([, { get }]) => get !== undefined)
    .map(([path]) => path);
  expect(paths.length).toBeGreaterThan(50);
  for (const path of paths) {
    const answer = await fetch(`${program.url}${addressOf(path, ids)}`);
    const body = await answer.text();
    const expected = WITHOUT_ANSWER.find(([pattern]) => pattern.test(path))?.[1] ?? 200;
    expect(answer.status, `${path}: ${body}`).toBe(expected);
    // Neither nothing nor an empty list.
    if (!EMPTY_AT_FIRST.test(path)) expect(body.length, path).toBeGreaterThan(2);
  }
}

/** A path of the description with what this machine is called. */
function addressOf(path: string, ids: { readonly device: string; readonly poller: string }) {
  const id = /pollers\/\{id\}|\{types\}\/\{id\}/.test(path) ? ids.poller : ids.device;
  return path
    .replace('{id}', id)
    .replace('{types}', 'pollers')
    .replace('{service}', 'radarstore')
    .replace('{ip}', '127.0.0.1');
}
