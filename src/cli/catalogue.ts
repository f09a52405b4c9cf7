import type { Command } from './command.ts';
import { configCheck, configDocs, configPrint } from './config.ts';
import { doctor } from './doctor/index.ts';
import { EXIT, EXIT_MEANINGS } from './exit.ts';
import { schemaApply, schemaPlan, schemaPrint, schemaStatusCommand } from './schema.ts';
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
  schemaPrint,
  configCheck,
  configPrint,
  configDocs,
  version,
];

/** What the commands of a group have in common. */
export const GROUPS: { readonly [group: string]: string } = {
  schema: 'show, plan, apply or print the schema of the database',
  config: 'check, print or explain the configuration',
};

const exitLines = Object.entries(EXIT).map(
  ([name, code]) =>
    `  ${String(code).padEnd(4)} ${EXIT_MEANINGS[name as keyof typeof EXIT_MEANINGS]}`,
);

export const ROOT_EPILOGUE = `Exit codes:
${exitLines.join('\n')}`;
