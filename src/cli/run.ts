import { retentionRefusal } from '../catalogue/index.ts';
import {
  type ConfigProblem,
  type ConfigReading,
  DEBUG_VARIABLE,
  describeOrigin,
  didYouMean,
  flagOf,
  isRetentionName,
  nearestKeys,
  readConfig,
  requireSettings,
} from '../config/index.ts';
import { RadarError, suggest } from '../core/index.ts';
import type { Call } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { reportFailure } from './failure.ts';
import type { Io } from './io.ts';
import { paintFor } from './paint.ts';
import { type Request, readCommandLine } from './program.ts';

type RunRequest = Extract<Request, { do: 'run' }>;

/** Runs one command line (without node and script) and answers its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let call: OpenCall | undefined;
  try {
    const paint = paintFor(io.stdout, io.environment);
    const style = { width: io.stdout.width, title: (text: string) => paint('bold', text) };
    const request = readCommandLine(argv, style);
    switch (request.do) {
      case 'print':
        (request.usageFault ? io.stderr : io.stdout).write(request.text);
        return request.usageFault ? EXIT.usage : EXIT.done;
      case 'version':
        io.stdout.write(`${(await io.loadApp()).PROGRAM_VERSION}\n`);
        return EXIT.done;
      case 'run':
        call = openCall(request, io);
        call.checkWords();
        return await request.command.run(call);
    }
  } catch (fault) {
    return reportFailure(fault, io, {
      json: call?.json ?? argv.includes('--json'),
      debug: wantsDebug(io) || call?.debugs() === true,
    });
  }
}

function wantsDebug(io: Io): boolean {
  return !['', '0', 'false'].includes(io.environment[DEBUG_VARIABLE] ?? '');
}

/** A call with what only `run` needs of it. */
interface OpenCall extends Call {
  /** Throws for words that mean nothing to a command without configuration. */
  checkWords(): void;
  debugs(): boolean;
}

function openCall(request: RunRequest, io: Io): OpenCall {
  let read: ConfigReading | undefined;
  const wrongWords = problemsOfWords(request);
  const reading = () => {
    if (read !== undefined) return read;
    const found = readConfig({
      flags: request.flags,
      file: request.file,
      environment: io.environment,
      machine: io.machine,
    });
    read = withProblems(found, [...wrongWords, ...unknownDatasets(found)]);
    return read;
  };
  return {
    io,
    json: request.json,
    options: request.options,
    argument: request.argument,
    reading,
    settings: () => requireSettings(reading()),
    answer(text, data) {
      io.stdout.write(request.json ? `${JSON.stringify(data, null, 2)}\n` : text);
    },
    checkWords() {
      const [first] = wrongWords;
      if (request.command.settings !== null || first === undefined) return;
      throw new RadarError('USAGE_INVALID', first.message, {
        hint: `See \`radarstore ${request.command.name} --help\`.`,
      });
    },
    debugs: () => ['debug', 'trace'].includes(read?.settings?.log.level ?? ''),
  };
}

function withProblems(reading: ConfigReading, more: readonly ConfigProblem[]): ConfigReading {
  if (more.length === 0) return reading;
  return { ...reading, problems: [...reading.problems, ...more], settings: null };
}

/** Retentions of datasets that do not exist, or whose rows stay for ever: the catalogue knows. */
function unknownDatasets({ entries }: ConfigReading): ConfigProblem[] {
  return entries.flatMap(({ key, origin }): ConfigProblem[] => {
    if (!isRetentionName(key)) return [];
    const refusal = retentionRefusal(key.slice(key.indexOf('.') + 1));
    if (refusal === undefined) return [];
    const message = `Setting ${key} (${describeOrigin(origin)}) cannot be used. ${refusal}`;
    return [{ code: 'CONFIG_UNKNOWN_KEY', key, message }];
  });
}

/** Unknown flags, each with its guess, and words that belong to nothing. */
function problemsOfWords(request: RunRequest): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  let afterUnknownFlag = false;
  for (const word of request.leftOver) {
    if (/^-./.test(word)) {
      problems.push(unknownFlag(word, request.knownFlags));
      afterUnknownFlag = !word.includes('=');
      continue;
    }
    // What follows an unknown flag is probably its value.
    if (!afterUnknownFlag) {
      const message = `The word "${word}" means nothing to \`radarstore ${request.command.name}\`.`;
      problems.push({ code: 'CONFIG_INVALID', key: null, message });
    }
    afterUnknownFlag = false;
  }
  return problems;
}

function unknownFlag(word: string, known: readonly string[]): ConfigProblem {
  const flag = word.split('=')[0] ?? word;
  const near = flag.startsWith('--') ? suggest(flag, known) : undefined;
  const candidates = near === undefined ? nearestKeys(flag).map(flagOf) : [near];
  return {
    code: 'CONFIG_UNKNOWN_KEY',
    key: flag,
    message: `There is no flag ${flag}${didYouMean(candidates)}.`,
  };
}
