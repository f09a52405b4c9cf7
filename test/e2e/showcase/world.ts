import type { DeviceItem, EdgePackageCreated, UserItem } from '../../../src/contract/index.ts';
import { ago } from '../../support/device-world.ts';
import { showNetwork } from './network.ts';
import { showPeople } from './people.ts';
import { DAY, MINUTE, type Tell, tellTo } from './tell.ts';

/*
 * A small company network, as the console shows it in README and guide: a core switch of which several
 * sources tell, pollers in three places, packages for a fourth, people and programs who may do things, and
 * records that were refused. Everything is told over HTTP, as its sources would.
 */

/** Variables of the environment that onboarding needs. */
export const ONBOARDING = {
  RADARSTORE_ONBOARDING_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  RADARSTORE_ONBOARDING_METADATA: [
    'poller.core_address=core.example.net:50052',
    'poller.core_spiffe_id=spiffe://example.net/core',
    'poller.spire_upstream_address=spire.example.net',
    'poller.spire_parent_id=spiffe://example.net/spire',
    'poller.agent_spiffe_id=spiffe://example.net/agent',
  ].join(','),
};

/** What the pages are about. */
export interface World {
  /** Id of the core switch. */
  readonly core: string;
  readonly users: readonly UserItem[];
}

/** Fills a store that has none of this yet. */
export async function showWorld(url: string): Promise<World> {
  const tell = tellTo(url);
  await showRegistry(tell);
  await showNetwork(tell);
  const found = await fetch(`${url}/api/devices?search=core-sw-1.fra1&limit=1`);
  const [core] = (await found.json()) as DeviceItem[];
  if (core === undefined) throw new Error('the core switch is not in the inventory');
  await tell(
    `/api/devices/${core.device_id}/annotations`,
    { tags: ['core', 'rack 7'], notes: 'Serial console: port 12. Ask Ada before a reboot.' },
    'PUT',
  );
  await showPackages(tell);
  await showRefusals(tell);
  return { core: core.device_id, users: await showPeople(tell) };
}

const SITES = ['ams2', 'fra1', 'vie1'];

async function showRegistry(tell: Tell): Promise<void> {
  for (const [place, site] of SITES.entries()) {
    const poller_id = `poller-${site}`;
    for (const agent of ['lan', 'wan']) {
      const agent_id = `agent-${site}-${agent}`;
      const checkers = agent === 'lan' ? ['dns', 'http', 'snmp'] : ['icmp', 'rperf'];
      await tell('/api/registry/agents', { id: agent_id, poller_id }).catch(async () => {
        await tell('/api/registry/pollers', { id: poller_id, metadata: { site } });
        await tell('/api/registry/agents', { id: agent_id, poller_id });
      });
      for (const kind of checkers) {
        await tell('/api/registry/checkers', {
          ...{ id: `${kind}@${agent_id}`, agent_id, checker_kind: kind, metadata: { site } },
        });
      }
      const fails = site === 'vie1' && agent === 'wan';
      await tell(`/api/ingest/payload/service-status`, {
        ...{ poller_id, agent_id, partition: 'default', timestamp: ago((place + 1) * 20_000) },
        services: checkers.map((kind) => ({
          ...{ service_name: kind, service_type: kind, available: !(fails && kind === 'rperf') },
          message: fails && kind === 'rperf' ? 'no answer of 10.30.9.1 within 5 s' : 'ok',
        })),
      });
      const seen = checkers.map((kind) => ({ type: 'checker', id: `${kind}@${agent_id}` }));
      await tell('/api/registry/heartbeats', { heartbeats: seen });
    }
  }
  await tell('/api/registry/pollers', { id: 'poller-lab' });
  await tell('/api/registry/pollers', { id: 'poller-old' });
  await tell('/api/registry/pollers/poller-old/revoke', { reason: 'the machine was sold' });
}

async function showPackages(tell: Tell): Promise<void> {
  const make = (body: object) => tell<EdgePackageCreated>('/api/admin/edge-packages', body);
  const fetchIt = ({ package: { package_id }, download_token }: EdgePackageCreated) =>
    tell(`/api/admin/edge-packages/${package_id}/download?format=json`, { download_token });
  const roof = await make({ label: 'Poller Vienna roof', site: 'vie1' });
  await fetchIt(roof);
  await tell('/api/registry/heartbeats', {
    heartbeats: [{ type: 'poller', id: 'poller-vienna-roof', source_ip: '10.32.4.2' }],
  });
  await fetchIt(
    await make({
      ...{ label: 'Agent Vienna roof', component_type: 'agent', site: 'vie1' },
      parent_id: 'poller-vienna-roof',
    }),
  );
  const lost = await make({ label: 'Poller Amsterdam van', site: 'ams2' });
  await tell(`/api/admin/edge-packages/${lost.package.package_id}/revoke`, {
    reason: 'the van was stolen',
  });
  await make({
    ...{ label: 'Checker Frankfurt DNS', component_type: 'checker', checker_kind: 'dns' },
    ...{
      poller_id: 'poller-fra1',
      parent_id: 'agent-fra1-lan',
      site: 'fra1',
      checker_config_json: '{"server":"10.30.0.53"}',
    },
  });
  await make({ label: 'Poller Frankfurt basement', site: 'fra1', notes: 'Rack 12, unit 3' });
}

/** Records that each receiver must refuse, for several reasons. */
async function showRefusals(tell: Tell): Promise<void> {
  const at = ago(MINUTE);
  const rows = (dataset: string, records: readonly object[]) =>
    tell(`/api/ingest/${dataset}`, records.map((record) => JSON.stringify(record)).join('\n'));
  await rows('cpu_metrics', [
    { timestamp: at, device_id: 'default:10.30.0.33', core_id: 0, usage_percent: 12.5 },
    { timestamp: at, device_id: 'default:10.30.0.33', core_id: 1, usage_percent: 'NaN' },
    { timestamp: at, device_id: 'default:10.30.0.33', core_id: 2, usage_procent: 7 },
    { timestamp: ago(40 * DAY), device_id: 'default:10.30.0.33', core_id: 0, usage_percent: 9 },
  ]);
  await rows('logs', [
    { timestamp: at, service_name: 'shop', severity_text: 'ERROR', body: 'out of stock' },
    {
      timestamp: new Date(Date.now() + 9 * DAY).toISOString(),
      service_name: 'shop',
      body: 'early',
    },
    { timestamp: 'yesterday', service_name: 'shop', body: 'late' },
  ]);
  await rows('timeseries_metrics', [
    { timestamp: at, metric_type: 'snmp', metric_name: 'ifInOctets', value: 120 },
    { timestamp: at, metric_type: 'snmp', value: 120 },
  ]);
}
