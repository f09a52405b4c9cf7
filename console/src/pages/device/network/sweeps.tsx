import type { SweepHost } from '../../../../../src/contract/index.ts';
import { Availability, Failure, Instant, Progress } from '../../../controls/index.ts';
import { useSweepHistory, useSweeps } from '../../../data/index.ts';
import { DASH, formatDuration, formatPercent } from '../../../format/index.ts';
import { changeParams, usePlace, useView } from '../../../location/index.ts';

export interface SweepsProps {
  readonly ip: string;
  readonly partition: string;
}

/** What the newest sweep of each poller found of the address. */
export function Sweeps({ ip, partition }: SweepsProps) {
  const { live } = useView();
  const { params } = usePlace();
  const { value: hosts, busy, fault, retry } = useSweeps(ip, partition, live);
  const past = params.sweeps === 'all';
  return (
    <section className="section" aria-labelledby="sweeps">
      <h2 id="sweeps">Sweeps of {ip}</h2>
      <Progress busy={busy && hosts === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {hosts?.length === 0 && <p className="muted">No sweep went there.</p>}
      {hosts !== undefined && hosts.length > 0 && (
        <>
          <SweepTable label="Newest sweep of each poller" hosts={hosts} />
          <p>
            <button
              type="button"
              className="link-button"
              aria-expanded={past}
              onClick={() => changeParams({ sweeps: past ? null : 'all' }, { replace: true })}
            >
              Earlier sweeps
            </button>
          </p>
          {past && <Earlier ip={ip} partition={partition} />}
        </>
      )}
    </section>
  );
}

function Earlier({ ip, partition }: SweepsProps) {
  const { live } = useView();
  const { value: hosts, fault, retry } = useSweepHistory(ip, partition, live);
  if (fault !== undefined) return <Failure fault={fault} retry={retry} />;
  if (hosts === undefined) return null;
  if (hosts.length === 0) return <p className="muted">None in the last 3 days.</p>;
  return <SweepTable label="Earlier sweeps" hosts={hosts} />;
}

interface SweepTableProps {
  readonly label: string;
  readonly hosts: readonly SweepHost[];
}

function SweepTable({ label, hosts }: SweepTableProps) {
  return (
    <div className="scroll-x">
      <table className="plain-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Poller</th>
            <th scope="col">Answered</th>
            <th scope="col" className="numeric">
              Round trip
            </th>
            <th scope="col" className="numeric">
              Loss
            </th>
            <th scope="col">Open ports</th>
            <th scope="col" className="numeric">
              Swept
            </th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((host) => (
            <tr key={`${host.poller_id} ${host.agent_id} ${host.last_sweep_time}`}>
              <th scope="row">{host.poller_id}</th>
              <td>
                <Availability isAvailable={host.available} />
              </td>
              <td className="numeric">{roundTrip(host.icmp_response_time_ns)}</td>
              <td className="numeric">{formatPercent(host.icmp_packet_loss)}</td>
              <td className="wrap" title={`Tried: ${host.tcp_ports_scanned.join(', ') || 'none'}`}>
                {host.tcp_ports_open.join(', ') || DASH}
              </td>
              <td className="numeric">
                <Instant at={host.last_sweep_time} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Below 10 ms with two decimals: neighbours differ there. */
function roundTrip(nanoseconds: number | null): string {
  if (nanoseconds === null) return DASH;
  const ms = nanoseconds / 1e6;
  return ms < 10 ? `${ms.toFixed(2)} ms` : formatDuration(ms / 1_000);
}
