import {
  Availability,
  CopyButton,
  ExactInstant,
  Facts,
  Failure,
  Panel,
  Progress,
} from '../../controls/index.ts';
import { useDevice } from '../../data/index.ts';
import { DASH } from '../../format/index.ts';
import { devicePath, useHref, useView } from '../../location/index.ts';
import { HostTiles, useHostSeries } from '../device/index.ts';

/** A device beside the list from which it was opened. */
export function DevicePeek({
  deviceId,
  onClose,
}: {
  readonly deviceId: string;
  readonly onClose: () => void;
}) {
  const { live } = useView();
  const href = useHref();
  const { value: device, busy, fault, retry } = useDevice(deviceId, live);
  const measured = device?.metrics_summary?.sysmon === true;
  return (
    <Panel title={device?.hostname ?? deviceId} onClose={onClose}>
      <Progress busy={busy && device === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {device !== undefined && (
        <>
          <p className="panel-lead">
            <Availability isAvailable={device.is_available} />
            <a className="button" href={href(devicePath(deviceId))}>
              Open the device page
            </a>
          </p>
          {measured && <PeekTiles deviceId={deviceId} />}
          <Facts
            facts={[
              {
                name: 'Device id',
                value: (
                  <>
                    <code className="plain">{deviceId}</code>
                    <CopyButton text={deviceId} what="device id" />
                  </>
                ),
              },
              { name: 'Address', value: device.ip ?? DASH },
              { name: 'MAC', value: device.mac ?? DASH },
              { name: 'Partition', value: device.partition },
              { name: 'Tags', value: device.tags.join(', ') || DASH },
              ...(device.notes === null ? [] : [{ name: 'Notes', value: device.notes }]),
              { name: 'Type', value: device.discovery_info.device_type.replaceAll('_', ' ') },
              { name: 'Seen by', value: device.discovery_sources.join(', ') || DASH },
              { name: 'First seen', value: <ExactInstant at={device.first_seen} /> },
              { name: 'Last seen', value: <ExactInstant at={device.last_seen} /> },
              { name: 'Poller', value: device.poller_id || DASH },
              { name: 'Agent', value: device.agent_id || DASH },
            ]}
          />
        </>
      )}
    </Panel>
  );
}

/** Points of a line that is as wide as a word. */
const SPARKLINE_POINTS = 120;

function PeekTiles({ deviceId }: { readonly deviceId: string }) {
  return <HostTiles {...useHostSeries(deviceId, SPARKLINE_POINTS)} />;
}
