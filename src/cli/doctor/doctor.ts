import type { HealthCheck } from '../../observe/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type Colour, type Paint, paintFor } from '../paint.ts';
import { checkAddress } from './address.ts';
import { checkConfiguration } from './configuration.ts';
import { checkDataFolder } from './data-folder.ts';
import { checkDatabase } from './database.ts';
import { checkNode, checkPlatform } from './runtime.ts';

/** How the states of checks are told. */
const WORDS = {
  ok: { word: 'OK', json: 'ok', colour: 'green' },
  degraded: { word: 'WARN', json: 'warn', colour: 'yellow' },
  failed: { word: 'FAIL', json: 'fail', colour: 'red' },
} as const satisfies {
  readonly [State in HealthCheck['state']]: {
    readonly word: string;
    readonly json: string;
    readonly colour: Colour;
  };
};

export const doctor: Command = {
  name: 'doctor',
  summary: 'find out what is wrong, and how to mend it',
  description: `Examines Node, platform, configuration, data folder, port and database, and prints one line for each:
OK, WARN or FAIL with what to do. Changes nothing. Where a radarstore runs already, it is asked too.
Exit code 1 when anything is FAIL.`,
  settings: [''],
  json: true,
  examples: [
    { line: 'radarstore doctor', meaning: 'with the settings that serve would have' },
    { line: 'radarstore doctor --json', meaning: 'to gate a roll-out' },
  ],
  async run(call) {
    const findings = await examine(call);
    const count = (state: HealthCheck['state']) =>
      findings.filter((finding) => finding.state === state).length;
    const paint = paintFor(call.io.stdout, call.io.environment);
    const summary = `${count('ok')} ok, ${count('degraded')} warnings, ${count('failed')} failed`;
    call.answer(`${findings.map((finding) => lineOf(finding, paint)).join('')}${summary}\n`, {
      result: count('failed') > 0 ? 'fail' : count('degraded') > 0 ? 'warn' : 'ok',
      checks: findings.map(({ name, state, message, hint, detail }) => ({
        name,
        state: WORDS[state].json,
        message,
        hint: hint ?? null,
        ...(detail === undefined ? {} : { detail }),
      })),
    });
    return count('failed') > 0 ? EXIT.failed : EXIT.done;
  },
};

async function examine(call: Call): Promise<HealthCheck[]> {
  const reading = call.reading();
  const findings = [checkNode(process.versions.node), ...checkConfiguration(reading)];
  const { settings } = reading;
  if (settings === null) return findings;
  const embedded = settings.database.url === null;
  if (embedded) {
    findings.push(await checkPlatform(), await checkDataFolder(settings.dataDir));
  }
  const { finding, running } = await checkAddress(settings);
  findings.push(finding, ...(running?.checks ?? []));
  // The running one holds the embedded database, and has just told about it.
  if (running === null || !embedded) findings.push(...(await checkDatabase(call, settings)));
  return findings;
}

const NAME_WIDTH = 22;

function lineOf(finding: HealthCheck, paint: Paint): string {
  const { word, colour } = WORDS[finding.state];
  const head = `${paint(colour, word.padEnd(4))}  ${finding.name.padEnd(NAME_WIDTH)}  `;
  const hint =
    finding.hint === undefined ? '' : `${' '.repeat(NAME_WIDTH + 8)}-> ${finding.hint}\n`;
  return `${head}${finding.message}\n${hint}`;
}
