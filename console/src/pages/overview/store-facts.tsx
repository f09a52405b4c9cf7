import type { SelfReport } from '../../../../src/contract/index.ts';
import { CopyButton, Facts, Instant } from '../../controls/index.ts';
import { useStorage } from '../../data/index.ts';
import { DASH, formatBytes, formatCount } from '../../format/index.ts';
import { useHref, useView } from '../../location/index.ts';
import { engineTitle } from '../storage/index.ts';

export interface StoreFactsProps {
  readonly self: SelfReport | undefined;
  readonly deviceCount: number | undefined;
}

/** What the store is and holds, and how to ask it. */
export function StoreFacts({ self, deviceCount }: StoreFactsProps) {
  const { live } = useView();
  const href = useHref();
  const { value: storage } = useStorage(false, live);
  const example = `curl ${window.location.origin}/api/devices`;
  return (
    <section className="section" aria-labelledby="store">
      <h2 id="store">This store</h2>
      <Facts
        facts={[
          {
            name: 'Devices',
            value: <a href={href('/devices')}>{formatCount(deviceCount)}</a>,
          },
          {
            name: 'Database',
            value: (
              <a href={href('/storage')}>
                {storage === undefined
                  ? DASH
                  : `${engineTitle(storage.engine)}, ${formatBytes(storage.database_bytes)}`}
              </a>
            ),
          },
          { name: 'Version', value: self?.version ?? DASH },
          { name: 'Started', value: <Instant at={self?.started_at} /> },
          {
            name: 'Ask it',
            value: (
              <span className="command">
                <code>{example}</code>
                <CopyButton text={example} what="command" />
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}
