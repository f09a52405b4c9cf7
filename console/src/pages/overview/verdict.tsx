import { Empty, State } from '../../controls/index.ts';
import type { Problem } from './problems.ts';

export interface VerdictProps {
  readonly problems: readonly Problem[];
  /** Nothing is said before the server has answered. */
  readonly known: boolean;
  readonly hrefOf: (where: Problem['where']) => string | undefined;
}

/** In one line whether anything is wrong; below it what. */
export function Verdict({ problems, known, hrefOf }: VerdictProps) {
  if (!known) return <h1 className="verdict">Asking the server…</h1>;
  if (problems.length === 0) {
    return (
      <h1 className="verdict">
        <State condition="ok">Everything works</State>
      </h1>
    );
  }
  const worst = problems[0]?.condition ?? 'warn';
  const count = problems.length === 1 ? 'One thing needs' : `${problems.length} things need`;
  return (
    <>
      <h1 className="verdict">
        <State condition={worst}>{`${count} a look`}</State>
      </h1>
      <ul className="problems">
        {problems.map(({ condition, sentence, hint, where }) => (
          <li key={sentence}>
            <State condition={condition}>{condition === 'fail' ? 'Failed' : 'Warning'}</State>
            <p>
              {sentence}
              {hint !== undefined && <span className="muted"> {hint}</span>}
            </p>
            {hrefOf(where) !== undefined && <a href={hrefOf(where)}>Look</a>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What stands where this host would, while nothing measures it. */
export function NoHost() {
  return (
    <Empty
      title="Nothing measures this device"
      command="radarstore serve --host-receiver-enabled true"
    >
      The host receiver is off. Turn it on to see processor, memory and disks of the machine that
      the store runs on:
    </Empty>
  );
}
