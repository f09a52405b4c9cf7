import { benchIngest } from './bench/index.ts';
import type { Command } from './command.ts';
import { configCheck, configDocs, configPrint } from './config.ts';
import {
  deadLettersDrop,
  deadLettersList,
  deadLettersReplay,
  deadLettersShow,
} from './dead-letters/index.ts';
import {
  devicesChanges,
  devicesDelete,
  devicesExplain,
  devicesExport,
  devicesImport,
  devicesList,
  devicesRejoin,
  devicesSearch,
  devicesSeparate,
  devicesShow,
  devicesTag,
} from './devices/index.ts';
import { doctor } from './doctor/index.ts';
import { EXIT, EXIT_MEANINGS } from './exit.ts';
import { maintenanceRun, maintenanceStatusCommand } from './maintenance/index.ts';
import { mapping } from './mapping/index.ts';
import {
  onboardingCreate,
  onboardingDelete,
  onboardingEvents,
  onboardingList,
  onboardingRevoke,
  onboardingRotateKeys,
  onboardingShow,
} from './onboarding/index.ts';
import {
  registryDelete,
  registryList,
  registryRegister,
  registryRevoke,
  registryShow,
  registryTree,
} from './registry/index.ts';
import {
  schemaApply,
  schemaPlan,
  schemaPrint,
  schemaStatusCommand,
  schemaVerify,
} from './schema/index.ts';
import { serve } from './serve.ts';
import { tokensCreate, tokensList, tokensRevoke, tokensRotateKeys } from './tokens/index.ts';
import {
  usersCreate,
  usersDisable,
  usersEnable,
  usersList,
  usersRoles,
  usersSetPassword,
} from './users/index.ts';
import { version } from './version.ts';

export const PROGRAM_NAME = 'radarstore';

export const ROOT_DESCRIPTION =
  'Telemetry and inventory store for network monitoring, on PostgreSQL and TimescaleDB.';

/** Every command, in the order of help. */
export const COMMANDS: readonly Command[] = [
  serve,
  doctor,
  schemaStatusCommand,
  schemaPlan,
  schemaApply,
  schemaVerify,
  schemaPrint,
  maintenanceStatusCommand,
  maintenanceRun,
  deadLettersList,
  deadLettersShow,
  deadLettersReplay,
  deadLettersDrop,
  devicesList,
  devicesShow,
  devicesSearch,
  devicesExplain,
  devicesChanges,
  devicesDelete,
  devicesTag,
  devicesSeparate,
  devicesRejoin,
  devicesImport,
  devicesExport,
  registryList,
  registryShow,
  registryTree,
  registryRegister,
  registryRevoke,
  registryDelete,
  usersCreate,
  usersList,
  usersDisable,
  usersEnable,
  usersSetPassword,
  usersRoles,
  tokensCreate,
  tokensList,
  tokensRevoke,
  tokensRotateKeys,
  onboardingCreate,
  onboardingList,
  onboardingShow,
  onboardingRevoke,
  onboardingDelete,
  onboardingEvents,
  onboardingRotateKeys,
  mapping,
  benchIngest,
  configCheck,
  configPrint,
  configDocs,
  version,
];

/** What the commands of a group have in common. */
export const GROUPS: { readonly [group: string]: string } = {
  schema: 'show, plan, apply, verify or print the schema of the database',
  maintenance: 'tell how the database is maintained, or do it now',
  'dead-letters': 'list, show, send again or drop the records that were refused',
  devices: 'list, show, search, explain, delete, tag, import or export devices of the inventory',
  users: 'make, list, disable or enable users, and set their passwords and roles',
  tokens: 'make, list or revoke API tokens, and rotate the keys that sign access tokens',
  onboarding: 'make, list, show, revoke or delete packages that bring components to the edge',
  registry: 'list, show, register, revoke or delete pollers, agents and checkers',
  bench: 'measure what this machine can do',
  config: 'check, print or explain the configuration',
};

const exitLines = Object.entries(EXIT).map(
  ([name, code]) =>
    `  ${String(code).padEnd(4)} ${EXIT_MEANINGS[name as keyof typeof EXIT_MEANINGS]}`,
);

export const ROOT_EPILOGUE = `Exit codes:
${exitLines.join('\n')}`;
