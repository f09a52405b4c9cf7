import type { MappingReport } from '../../contract/index.ts';
import type { Call, Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import { mappingMarkdown } from './markdown.ts';
import { columnsOf, rowsOf, summaryOf } from './row.ts';

export const mapping: Command = {
  name: 'mapping',
  summary: 'tell where each Proton object went, and what is missing',
  description: `Tells for each of the 47 objects of a Proton installation which datasets stand for it: what they
are, how long they keep rows and how long they really do, rows, bytes, oldest and newest row, what
the engine does for them, and which parts of the program write, read, query, fetch and compare them.
What is missing until an object has moved is told as its gaps.

Without a database URL this is the embedded PostgreSQL, which is started for the moment.`,
  settings: ['database.', 'data_dir', 'embedded.', 'log.'],
  options: [
    { flags: '--offline', meaning: 'without a database: what the catalogue says' },
    { flags: '--exact', meaning: 'count rows instead of estimating them' },
    { flags: '--markdown', meaning: 'print a document' },
  ],
  json: true,
  examples: [
    { line: 'radarstore mapping', meaning: 'the embedded database' },
    {
      line: 'radarstore mapping --offline --markdown',
      meaning: 'the document, from the catalogue',
    },
    { line: 'radarstore mapping --json', meaning: 'to gate a step of the move' },
  ],
  async run(call) {
    const report = await (call.options.offline === true ? offline() : online(call));
    const text = call.options.markdown === true ? mappingMarkdown(report) : mappingText(report);
    call.answer(text, report);
    return EXIT.done;
  },
};

async function offline(): Promise<MappingReport> {
  const { mapObjects } = await import('../../database/index.ts');
  const { DATASET_USES, mappingReport } = await import('../../server/index.ts');
  return mappingReport(mapObjects(DATASET_USES, null), null);
}

function online(call: Call): Promise<MappingReport> {
  return withDatabase(call, async ({ database }) => {
    const { checkUsable, readMapping, schemaStatus } = await import('../../database/index.ts');
    const { DATASET_USES, mappingReport } = await import('../../server/index.ts');
    checkUsable(database, await schemaStatus(database));
    const maintenanceIntervalMs = call.settings().maintenance.intervalMs;
    const found = await readMapping(database, {
      exact: call.options.exact === true,
      maintenanceIntervalMs,
      now: call.io.clock.now(),
      uses: DATASET_USES,
    });
    return mappingReport(found, { database, maintenanceIntervalMs });
  });
}

/** What a terminal has room for; JSON and the document have the rest. */
const TITLES = [
  ...['object', 'target', 'kind', 'kept', 'effective', 'rows', 'bytes', 'oldest', 'newest'],
  ...['engine', 'gaps'],
];

function mappingText(report: MappingReport): string {
  const columns = columnsOf(report, TITLES);
  const lines = rowsOf(report.objects).map((row) => columns.map((column) => column.cell(row)));
  const header = columns.map((column) => column.title.toUpperCase());
  return `${table(header, lines)}\n${summaryOf(report)}\n`;
}
