import { Frame } from './frame/index.ts';
import { readSegment, usePlace } from './location/index.ts';
import { AccessEventsPage } from './pages/access-events/index.ts';
import { AccountPage } from './pages/account/index.ts';
import { CapabilitiesPage } from './pages/capabilities/index.ts';
import { DeadLettersPage } from './pages/dead-letters/index.ts';
import { DevicePage } from './pages/device/index.ts';
import { DevicesPage } from './pages/devices/index.ts';
import { IngestPage } from './pages/ingest/index.ts';
import { SessionGate } from './pages/login/index.ts';
import { MappingPage } from './pages/mapping/index.ts';
import { MissingPage } from './pages/missing.tsx';
import { NewPackagePage, OnboardingPage } from './pages/onboarding/index.ts';
import { OverviewPage } from './pages/overview/index.ts';
import { RegistryPage } from './pages/registry/index.ts';
import { SettingsPage } from './pages/settings/index.ts';
import { EnginePage, MaintenancePage, StoragePage } from './pages/storage/index.ts';
import { TokensPage } from './pages/tokens/index.ts';
import { UsersPage } from './pages/users/index.ts';

const PAGES = {
  '/': OverviewPage,
  '/devices': DevicesPage,
  '/registry': RegistryPage,
  '/registry/onboarding': OnboardingPage,
  '/registry/onboarding/new': NewPackagePage,
  '/registry/capabilities': CapabilitiesPage,
  '/ingest': IngestPage,
  '/ingest/dead-letters': DeadLettersPage,
  '/storage': StoragePage,
  '/storage/maintenance': MaintenancePage,
  '/storage/engine': EnginePage,
  '/storage/mapping': MappingPage,
  '/settings': SettingsPage,
  '/settings/account': AccountPage,
  '/settings/users': UsersPage,
  '/settings/tokens': TokensPage,
  '/settings/access-events': AccessEventsPage,
} as const;

/** The page at the address, in its frame. */
export function App() {
  return (
    <SessionGate>
      <Frame>
        <Page />
      </Frame>
    </SessionGate>
  );
}

function Page() {
  const { path } = usePlace();
  const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (plain in PAGES) {
    const Known = PAGES[plain as keyof typeof PAGES];
    return <Known />;
  }
  const deviceId = readSegment(plain, '/devices/');
  if (deviceId !== undefined) return <DevicePage key={deviceId} deviceId={deviceId} />;
  return <MissingPage path={path} />;
}
