import type { EdgePackage } from '../../../../src/contract/index.ts';
import { Instant } from '../../controls/index.ts';
import type { Column } from '../../tables/index.ts';
import { PackageState } from './package-state.tsx';

type Of = Column<EdgePackage>;

const text = (
  key: string,
  column: Omit<Of, 'key' | 'value' | 'sortable'>,
  value: (one: EdgePackage) => string | undefined,
): Of => ({ ...column, key, sortable: true, value: (one) => value(one) || null });

const instant = (
  key: string,
  column: Pick<Of, 'title' | 'shown'>,
  at: (one: EdgePackage) => string | undefined,
): Of => ({
  ...column,
  key,
  sortable: true,
  numeric: true,
  width: 124,
  value: (one) => at(one) ?? null,
  show: (one) => <Instant at={at(one)} quiet />,
});

/** Until when somebody may fetch a package; nobody may once that has happened or is forbidden. */
const fetchableUntil = ({ status, download_token_expires_at }: EdgePackage) =>
  status === 'issued' ? download_token_expires_at : undefined;

/** Columns of onboarding packages. */
export const PACKAGE_COLUMNS: readonly Of[] = [
  text('label', { title: 'Package', width: null, shown: 'always' }, ({ label }) => label),
  {
    ...text(
      'status',
      { title: 'Status', width: 116, filterable: true, shown: 'always' },
      ({ status }) => status,
    ),
    show: ({ status }) => <PackageState status={status} />,
  },
  text(
    'type',
    { title: 'Makes', width: 96, filterable: true, shown: 'wide' },
    ({ component_type }) => component_type,
  ),
  text(
    'component',
    { title: 'Component', width: 180, shown: 'wide' },
    ({ component_id }) => component_id,
  ),
  text(
    'parent',
    { title: 'Reports to', width: 160, filterable: true, shown: 'wide' },
    ({ parent_id }) => parent_id,
  ),
  text('site', { title: 'Site', width: 120, filterable: true, shown: 'asked' }, ({ site }) => site),
  instant('until', { title: 'Fetch until', shown: 'wide' }, fetchableUntil),
  instant('created', { title: 'Made', shown: 'asked' }, ({ created_at }) => created_at),
  text('by', { title: 'Made by', width: 120, shown: 'asked' }, ({ created_by }) => created_by),
  instant('updated', { title: 'Changed', shown: 'wide' }, ({ updated_at }) => updated_at),
];
