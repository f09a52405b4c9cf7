import type { ReactNode } from 'react';
import { Failure, Progress, RoomHead, type RoomPart } from '../../controls/index.ts';
import type { Polled } from '../../data/index.ts';
import { useTitle } from '../../location/index.ts';
import { REGISTRY_PARTS } from './parts.ts';

export interface RegistryFrameProps<T> {
  readonly part: RoomPart;
  readonly polled: Polled<T>;
  /** Buttons of the part, beside its name. */
  readonly actions?: ReactNode;
  /** What stands there instead of a fault that is no failure. */
  readonly absent?: ReactNode;
  /** What the answer is shown as. */
  readonly children: (value: T) => ReactNode;
}

/** What the parts of the registry room have in common: where one is, and how the answer came. */
export function RegistryFrame<T>(props: RegistryFrameProps<T>) {
  const { part, polled, actions, absent, children } = props;
  const { value, busy, outdated, fault, retry } = polled;
  useTitle(part.path === '/registry' ? 'Registry' : `${part.title} · Registry`);
  return (
    <div className="page page-fill">
      <RegistryHead part={part}>{actions}</RegistryHead>
      <Progress busy={busy && (value === undefined || outdated)} />
      {fault !== undefined && absent === undefined && <Failure fault={fault} retry={retry} />}
      {absent ?? (value !== undefined && children(value))}
    </div>
  );
}

/** The head of a part of the registry. */
export function RegistryHead(props: { readonly part: RoomPart; readonly children?: ReactNode }) {
  return <RoomHead title="Registry" parts={REGISTRY_PARTS} {...props} />;
}
