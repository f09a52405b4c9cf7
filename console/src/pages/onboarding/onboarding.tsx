import { useMemo } from 'react';
import { type EdgePackage, PACKAGE_STATUSES } from '../../../../src/contract/index.ts';
import { Empty, Facts, Icon } from '../../controls/index.ts';
import { MOST_PACKAGES, useCurl, useMay, usePackages } from '../../data/index.ts';
import { formatCount } from '../../format/index.ts';
import { ChoiceChips } from '../../forms/index.ts';
import { useKeys } from '../../keys/index.ts';
import { changeParams, navigate, useHref, usePlace, useView } from '../../location/index.ts';
import { LocalTable, SearchField } from '../../tables/index.ts';
import {
  ONBOARDING_PART,
  RegistryFrame,
  readChosen,
  sentenceCase,
  toggleChosen,
} from '../registry/index.ts';
import { holdsText } from '../storage/index.ts';
import { isOff, OnboardingOff } from './onboarding-off.tsx';
import { PACKAGE_COLUMNS } from './package-columns.tsx';
import { PackagePanel } from './package-panel.tsx';
import { NEW_PACKAGE_PATH } from './paths.ts';

/** Onboarding packages, and how far their components have come. */
export function OnboardingPage() {
  const { params } = usePlace();
  const { live } = useView();
  const href = useHref();
  const statuses = readChosen(params.status, PACKAGE_STATUSES);
  const polled = usePackages({ status: statuses.join(',') }, live);
  const create = href(NEW_PACKAGE_PATH);
  const off = isOff(polled.fault);
  const may = useMay({ permission: 'onboarding:write', whole: true });
  const offered = may && !off;
  useKeys(
    offered
      ? [{ keys: 'n', title: 'New package', group: 'Registry', run: () => navigate(create) }]
      : [],
  );
  return (
    <RegistryFrame
      part={ONBOARDING_PART}
      polled={polled}
      absent={off ? <OnboardingOff /> : undefined}
      actions={
        offered && (
          <a className="button" href={create} title="New package (n)">
            <Icon name="add" /> New package
          </a>
        )
      }
    >
      {(packages) => (
        <>
          <div className="summary">
            <Facts
              facts={[
                {
                  name: 'Show only (none chosen: all but deleted)',
                  value: (
                    <ChoiceChips
                      options={PACKAGE_STATUSES.map((value) => ({
                        value,
                        title: sentenceCase(value),
                      }))}
                      chosen={statuses}
                      onToggle={(word) =>
                        changeParams({ status: toggleChosen(statuses, word, PACKAGE_STATUSES) })
                      }
                    />
                  ),
                },
              ]}
            />
          </div>
          <Packages packages={packages} onChanged={polled.retry} />
        </>
      )}
    </RegistryFrame>
  );
}

interface PackagesProps {
  readonly packages: readonly EdgePackage[];
  readonly onChanged: () => void;
}

function Packages({ packages, onChanged }: PackagesProps) {
  const { params } = usePlace();
  const search = params.search ?? '';
  const found = useMemo(
    () => packages.filter((one) => holdsText(textsOf(one), search)),
    [packages, search],
  );
  const { open } = params;
  return (
    <div className="with-panel">
      <LocalTable
        name="packages"
        label="Onboarding packages"
        noun={['package', 'packages']}
        columns={PACKAGE_COLUMNS}
        rows={found}
        rowKey={({ package_id }) => package_id}
        usualSort={{ key: 'updated', descending: true }}
        searched={search !== ''}
        empty={<NoPackage />}
        onOpen={({ package_id }) =>
          changeParams({ open: package_id }, { replace: open !== undefined })
        }
        opened={open}
        primary
      >
        <SearchField label="Search packages" placeholder="Name, component, parent or site" />
        {packages.length >= MOST_PACKAGES && (
          <span className="note">The {formatCount(MOST_PACKAGES)} changed last are listed.</span>
        )}
      </LocalTable>
      {open !== undefined && (
        <PackagePanel
          key={open}
          id={open}
          onClose={() => changeParams({ open: null })}
          onChanged={onChanged}
        />
      )}
    </div>
  );
}

const textsOf = ({ label, component_id, parent_id, site, package_id }: EdgePackage) => [
  label,
  component_id,
  parent_id ?? '',
  site ?? '',
  package_id,
];

function NoPackage() {
  const { params } = usePlace();
  const command = useCurl('/api/admin/edge-packages', { label: 'Roof poller' });
  if (['search', 'status', 'packages.only'].some((key) => params[key] !== undefined)) {
    return (
      <Empty title="No package matches">
        <button
          type="button"
          className="link-button"
          onClick={() => changeParams({ search: null, status: null, 'packages.only': null })}
        >
          Show all packages
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No package was made" command={command}>
      A package makes one poller, agent or checker known and gives it what it starts with. Make one
      above, or by a command:
    </Empty>
  );
}
