import type { DeviceDetail } from '../../../../../src/contract/index.ts';
import { Facts } from '../../../controls/index.ts';
import { DASH } from '../../../format/index.ts';
import { useHref } from '../../../location/index.ts';
import { Capabilities } from './capabilities.tsx';
import { componentOf } from './component.ts';
import { Registration } from './registration.tsx';

/** What runs on or for the device, and what was checked of it. */
export function Services({ device }: { readonly device: DeviceDetail }) {
  const component = componentOf(device.device_id);
  return (
    <div className="columns">
      <Capabilities deviceId={device.device_id} />
      <div className="device-stack">
        {component !== undefined && (
          <Registration deviceId={device.device_id} component={component} />
        )}
        <ReportedBy device={device} />
      </div>
    </div>
  );
}

/** Who told of it last, as the registry knows them. */
function ReportedBy({ device }: { readonly device: DeviceDetail }) {
  const href = useHref();
  const link = (type: 'poller' | 'agent', id: string) =>
    id === '' ? DASH : <a href={href('/registry', { open: `${type}/${id}` })}>{id}</a>;
  const { collector_capabilities: collector } = device;
  const can = collector && [
    ...(collector.supports_icmp ? ['ICMP'] : []),
    ...(collector.supports_snmp ? ['SNMP'] : []),
    ...(collector.supports_sysmon ? ['sysmon'] : []),
  ];
  return (
    <section className="section" aria-labelledby="reported-by">
      <h2 id="reported-by">Reported by</h2>
      <Facts
        facts={[
          { name: 'Poller', value: link('poller', device.poller_id) },
          { name: 'Agent', value: link('agent', device.agent_id) },
          ...(can === undefined ? [] : [{ name: 'Collector', value: can.join(', ') || DASH }]),
          ...(collector?.service_name === undefined
            ? []
            : [{ name: 'Service', value: collector.service_name }]),
        ]}
      />
    </section>
  );
}
