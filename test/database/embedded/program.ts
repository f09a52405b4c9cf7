import { createInterface } from 'node:readline';
import { messageOf, RadarError } from '../../../src/core/index.ts';
import {
  connectDatabase,
  type Database,
  type EmbeddedServer,
  startEmbedded,
  trusted,
} from '../../../src/database/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { poolOptions } from '../../support/target.ts';
import type { Command, Told } from './programs.ts';

/**
 * A small program that uses the embedded server as radarstore does, for tests that must kill it or
 * run it as another user. Takes options as its argument, commands as lines of standard input, and
 * tells what happens as lines of standard output.
 */
const tell = (told: Told) => process.stdout.write(`${JSON.stringify(told)}\n`);

let server: EmbeddedServer | undefined;
let database: Database | undefined;
const stop = async () => {
  await database?.close();
  await server?.stop();
  process.exit(0);
};

async function run(): Promise<void> {
  server = await startEmbedded({ ...JSON.parse(process.argv[2] ?? '{}'), log: silentLogger });
  database = await connectDatabase(poolOptions(server.target));
  tell({ event: 'ready', serverPid: server.pid() ?? 0, url: server.url() });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

async function obey(command: Command): Promise<unknown> {
  if (command.do === 'query') return database?.query('test.query', trusted(command.sql));
  if (command.do === 'check') return { check: server?.check(), pid: server?.pid() };
  return server?.stop();
}

createInterface(process.stdin)
  .on('line', (line) => {
    const command = JSON.parse(line) as Command;
    obey(command).then(
      (answer) => tell({ event: 'answer', id: command.id, answer: answer ?? null }),
      (fault) => tell({ event: 'answer', id: command.id, fault: messageOf(fault) }),
    );
  })
  .on('close', () => process.exit(1)); // the tests are gone

run().catch((fault) => {
  if (!(fault instanceof RadarError)) throw fault;
  tell({ event: 'fault', code: fault.code, sentence: fault.sentence });
  process.exit(2);
});
