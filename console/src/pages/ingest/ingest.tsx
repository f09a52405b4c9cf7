import { useMemo } from 'react';
import type { IngestReport } from '../../../../src/contract/index.ts';
import { Empty, Facts, Failure, Instant, Panel, Progress, Tile } from '../../controls/index.ts';
import { type IngestHistory, useCurl, useIngest } from '../../data/index.ts';
import { DASH, formatBytes, formatCount, formatDuration } from '../../format/index.ts';
import { changeParams, useHref, usePlace, useTitle, useView } from '../../location/index.ts';
import { LocalTable, RowRecord } from '../../tables/index.ts';
import { IngestHead, LETTERS_PART, LINES_PART } from './ingest-head.tsx';
import { LINE_COLUMNS, RateLine } from './line-columns.tsx';
import { type LineRate, RATE, ratesOf, rateText, storedRate } from './rates.ts';

/** What comes in, how fast, and what becomes of it. */
export function IngestPage() {
  const { live } = useView();
  useTitle('Ingest');
  const { value: history, busy, fault, retry } = useIngest(live);
  const report = history?.at(-1);
  return (
    <div className="page page-fill">
      <IngestHead part={LINES_PART} />
      <Progress busy={busy && report === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {history !== undefined && report !== undefined && (
        <>
          <Tiles history={history} report={report} />
          <LastRefusal report={report} />
          <Lines history={history} />
        </>
      )}
    </div>
  );
}

interface TilesProps {
  readonly history: IngestHistory;
  readonly report: IngestReport;
}

function Tiles({ history, report }: TilesProps) {
  const stored = useMemo(() => storedRate(history), [history]);
  const { batch, commit, queue, retries } = report;
  const again = retries.reduce((sum, one) => sum + one.transactions, 0);
  const quantiles = ({ p50_seconds, p99_seconds }: IngestReport['batch']) =>
    `p50 ${formatDuration(p50_seconds)}, p99 ${formatDuration(p99_seconds)}`;
  return (
    <div className="tiles">
      <Tile
        title="Stored"
        value={rateText(stored.at(-1)?.readings[RATE]?.value ?? null, DASH)}
        detail="rows"
      >
        <RateLine samples={stored} />
      </Tile>
      <Tile title="Waiting" value={formatCount(queue.rows)} detail={formatBytes(queue.bytes)} />
      <Tile
        title="Transaction, p95"
        value={formatDuration(batch.p95_seconds)}
        detail={quantiles(batch)}
      />
      <Tile
        title="Commit, p95"
        value={formatDuration(commit.p95_seconds)}
        detail={again === 0 ? quantiles(commit) : `${formatCount(again)} tried again`}
      />
    </div>
  );
}

function LastRefusal({ report }: { readonly report: IngestReport }) {
  const href = useHref();
  const { last_refusal: last } = report;
  if (last === null) return null;
  const address = href(LETTERS_PART.path, { open: String(last.id) });
  return (
    <p className="note">
      Last refused: <a href={address}>{last.reason}</a>
      {last.dataset === null ? '' : ` of ${last.dataset}`} by {last.receiver},{' '}
      <Instant at={last.received_at} />
    </p>
  );
}

const ROW = { device_id: 'default:192.0.2.1', used_bytes: 1 };

function Lines({ history }: { readonly history: IngestHistory }) {
  const command = useCurl('/api/ingest/memory_metrics', [ROW]);
  const { params } = usePlace();
  const rates = useMemo(() => ratesOf(history), [history]);
  const opened = rates.find(({ key }) => key === params.open);
  if (rates.length === 0) {
    return (
      <Empty title="Nothing came in since the process started" command={command}>
        Send a row of any dataset, and it appears here within seconds:
      </Empty>
    );
  }
  return (
    <div className="with-panel">
      <LocalTable
        name="lines"
        label="What comes in"
        noun={['line', 'lines']}
        columns={LINE_COLUMNS}
        rows={rates}
        rowKey={({ key }) => key}
        usualSort={{ key: 'received', descending: true }}
        onOpen={({ key }) => changeParams({ open: key }, { replace: params.open !== undefined })}
        opened={opened?.key}
        primary
      />
      {opened !== undefined && <LinePanel rate={opened} />}
    </div>
  );
}

function LinePanel({ rate }: { readonly rate: LineRate }) {
  const href = useHref();
  const { dataset, receiver, reasons } = rate.line;
  const address = (reason: string) => href(LETTERS_PART.path, { dataset, receiver, reason });
  return (
    <Panel title={`${dataset} by ${receiver}`} onClose={() => changeParams({ open: null })}>
      <RowRecord columns={LINE_COLUMNS} row={rate} />
      {reasons.length > 0 && (
        <>
          <h3>Refused because of</h3>
          <Facts
            facts={reasons.map(({ reason, rows }) => ({
              name: reason,
              value: <a href={address(reason)}>{formatCount(rows)}</a>,
            }))}
          />
        </>
      )}
    </Panel>
  );
}
