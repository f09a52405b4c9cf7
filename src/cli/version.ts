import type { Command } from './command.ts';
import { EXIT } from './exit.ts';

export const version: Command = {
  name: 'version',
  summary: 'print the version of the program, its schema, Node and the platform',
  description: 'Prints the version of the program, of its schema, of Node and of the platform.',
  settings: null,
  json: true,
  examples: [{ line: 'radarstore version --json', meaning: 'for scripts' }],
  async run(call) {
    const { PROGRAM_VERSION } = await call.io.loadApp();
    const { readMigrations } = await import('../database/index.ts');
    const facts = {
      name: 'radarstore',
      version: PROGRAM_VERSION,
      schema_version: (await readMigrations('partitions')).length,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    };
    call.answer(
      `radarstore ${facts.version} (schema version ${facts.schema_version}, Node ${facts.node}, ${facts.platform})\n`,
      facts,
    );
    return EXIT.done;
  },
};
