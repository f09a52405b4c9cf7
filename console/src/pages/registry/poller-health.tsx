import { Failure } from '../../controls/index.ts';
import { usePollerHistory } from '../../data/index.ts';
import { useView } from '../../location/index.ts';
import { Happenings } from './happenings.tsx';
import { Health } from './service-state.tsx';

/** When a poller became well and unwell. */
export function PollerHealth({ id }: { readonly id: string }) {
  const { live } = useView();
  const { value: points, fault, retry } = usePollerHistory(id, live);
  if (fault !== undefined) return <Failure fault={fault} retry={retry} />;
  if (points === undefined) return null;
  return (
    <Happenings
      title="Changes of health"
      none="None in the last 7 days."
      happenings={points.map(({ timestamp, is_healthy }) => ({
        key: `${timestamp} ${is_healthy}`,
        what: <Health isHealthy={is_healthy} />,
        at: timestamp,
      }))}
    />
  );
}
