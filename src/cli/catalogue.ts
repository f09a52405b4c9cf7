import { benchIngest } from './bench/index.ts';
import type { Command } from './command.ts';
import { configCheck, configDocs, configPrint } from './config.ts';
import {
  deadLettersDrop,
  deadLettersList,
  deadLettersReplay,
  deadLettersShow,
} from './dead-letters/index.ts';
import { doctor } from './doctor/index.ts';
import { EXIT, EXIT_MEANINGS } from './exit.ts';
import { maintenanceRun, maintenanceStatusCommand } from './maintenance/index.ts';
import { mapping } from './mapping/index.ts';
import {
  schemaApply,
  schemaPlan,
  schemaPrint,
  schemaStatusCommand,
  schemaVerify,
} from './schema/index.ts';
import { serve } from './serve.ts';
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
  bench: 'measure what this machine can do',
  config: 'check, print or explain the configuration',
};

const exitLines = Object.entries(EXIT).map(
  ([name, code]) =>
    `  ${String(code).padEnd(4)} ${EXIT_MEANINGS[name as keyof typeof EXIT_MEANINGS]}`,
);

export const ROOT_EPILOGUE = `Exit codes:
${exitLines.join('\n')}`;
