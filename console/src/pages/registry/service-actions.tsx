import type { RegistryService } from '../../../../src/contract/index.ts';
import { changeService, type RegistryAction, type ServiceName } from '../../data/index.ts';
import { Deeds, type PossibleDeed } from './deeds.tsx';

const needs = { permission: 'registry:write' } as const;

const DEEDS: { readonly [A in RegistryAction]: PossibleDeed } = {
  deactivate: {
    title: 'Deactivate',
    means: 'It counts as inactive until it reports again.',
    from: ['active'],
    needs,
  },
  restore: {
    title: 'Restore',
    means: 'The revocation or deletion is taken back. It is pending until its next report.',
    from: ['revoked', 'deleted'],
    needs,
  },
  revoke: {
    title: 'Revoke',
    means: 'Nobody trusts it any longer: no report makes it active again, until it is restored.',
    from: ['pending', 'active', 'inactive'],
    needs,
  },
  delete: {
    title: 'Delete',
    means:
      'It leaves the lists. Its row stays for some days, so that a late report does not bring it back.',
    from: ['inactive', 'revoked'],
    needs: { permission: 'registry:admin' },
  },
};

export interface ServiceActionsProps {
  readonly name: ServiceName;
  readonly service: RegistryService;
  /** Something was tried; what is shown is to be read again. */
  readonly onDone: () => void;
}

/** What a person may do to a service in its status. */
export function ServiceActions({ name, service, onDone }: ServiceActionsProps) {
  return (
    <Deeds
      deeds={DEEDS}
      status={service.status}
      what={`${name.type} ${name.id}`}
      onDo={(action, reason) => changeService(name, { action, reason })}
      onDone={onDone}
    />
  );
}
