import { useEffect, useState } from 'react';
import type { ReadinessReport, SelfReport } from '../../../../src/contract/index.ts';
import { Failure, Progress, useNow } from '../../controls/index.ts';
import {
  useDeviceSummary,
  useMay,
  useReadiness,
  useReportedPollers,
  useSelf,
} from '../../data/index.ts';
import { devicePath, useHref, useTitle, useView } from '../../location/index.ts';
import { HostTiles, useHostSeries } from '../device/index.ts';
import { MAINTENANCE_PART } from '../storage/index.ts';
import { Checks } from './checks.tsx';
import { OfflineDevices } from './offline-devices.tsx';
import { findProblems, type Knowledge, type Problem } from './problems.ts';
import { StoreFacts } from './store-facts.tsx';
import { NoHost, Verdict } from './verdict.tsx';

/** Points of a line that is as wide as a word. */
const SPARKLINE_POINTS = 120;
const OFFLINE_SHOWN = 6;

/** What is wrong, how this host does, and what the store holds. */
export function OverviewPage() {
  const { live } = useView();
  useTitle('Overview');
  const self = useSelf();
  const readiness = useReadiness(live);
  const all = useDeviceSummary(undefined, 1, live).value;
  const offline = useDeviceSummary('offline', OFFLINE_SHOWN, live).value;
  const deviceId = self.value?.device_id ?? undefined;
  const mayRegistry = useMay({ permission: 'registry:read' });
  const [pollers, setPollers] = useState<Knowledge['pollers']>();
  const answers: Answers = {
    pollers,
    self: self.value,
    readiness: readiness.value,
    devices: all && offline && { all: all.total, offline: offline.total },
  };
  return (
    <div className="page overview">
      {mayRegistry && <PollerWatch onTold={setPollers} />}
      <Progress busy={self.busy && self.value === undefined} />
      {self.fault !== undefined && <Failure fault={self.fault} retry={self.retry} />}
      {deviceId === undefined ? (
        <Hostless {...answers} />
      ) : (
        <HostOverview deviceId={deviceId} {...answers} />
      )}
      <div className="columns">
        <Checks polled={readiness} />
        <div className="stack">
          <StoreFacts self={self.value} deviceCount={all?.total} />
          <OfflineDevices summary={offline} />
        </div>
      </div>
    </div>
  );
}

/** Asks how the pollers are, for who may know. */
function PollerWatch({ onTold }: { readonly onTold: (pollers: Knowledge['pollers']) => void }) {
  const { live } = useView();
  const { value } = useReportedPollers(live);
  useEffect(() => onTold(value), [onTold, value]);
  return null;
}

interface Answers extends Pick<Knowledge, 'devices' | 'pollers'> {
  readonly self: SelfReport | undefined;
  readonly readiness: ReadinessReport | undefined;
}

function Hostless(answers: Answers) {
  const href = useHref();
  const nothing = { memory: undefined, disks: undefined, newestSample: undefined };
  const problems = findProblems({ ...answers, ...nothing, nowMs: useNow() });
  return (
    <>
      <Verdict
        problems={problems}
        known={answers.readiness !== undefined}
        hrefOf={(where) => roomHref(where, href)}
      />
      {answers.self !== undefined && <NoHost />}
    </>
  );
}

function HostOverview({ deviceId, ...answers }: Answers & { readonly deviceId: string }) {
  const { live } = useView();
  const href = useHref();
  const nowMs = useNow();
  const series = useHostSeries(deviceId, SPARKLINE_POINTS);
  const problems = findProblems({
    ...answers,
    memory: series.memory.value?.newest,
    disks: series.disk.value?.newest,
    // Only a page that follows can tell that samples are late.
    newestSample: live ? series.cpu.value?.newest?.timestamp : undefined,
    nowMs,
  });
  const hostHref = href(devicePath(deviceId));
  return (
    <>
      <Verdict
        problems={problems}
        known={answers.readiness !== undefined}
        hrefOf={(where) => (where === 'host' ? hostHref : roomHref(where, href))}
      />
      <section className="section" aria-labelledby="host">
        <h2 id="host">
          <a href={hostHref}>{answers.self?.hostname ?? deviceId}</a>
          <span className="muted">this device</span>
        </h2>
        <HostTiles {...series} />
      </section>
    </>
  );
}

function roomHref(where: Problem['where'], href: ReturnType<typeof useHref>): string | undefined {
  if (where === 'storage') return href('/storage');
  if (where === 'letters') return href('/ingest/dead-letters');
  if (where === 'maintenance') return href(MAINTENANCE_PART.path);
  if (where === 'silent') return href('/registry', { status: 'inactive' });
  if (where === 'pollers') return href('/registry', { status: 'active' });
  return where === 'offline' ? href('/devices', { status: 'offline' }) : undefined;
}
