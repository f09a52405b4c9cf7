import {
  allowedOf,
  CONFIG_KEY_NAMES,
  CONFIG_SCHEMA,
  type ConfigKey,
  configFault,
  configurationReference,
  defaultText,
  describeOrigin,
  flagOf,
  variableOf,
} from '../config/index.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit.ts';
import { table } from './table.ts';

const ALL = [''];

export const configCheck: Command = {
  name: 'config check',
  summary: 'check flags, environment and file, and start nothing',
  description:
    'Checks the settings of flags, environment and configuration file, and starts nothing.\nTells all problems at once.',
  settings: ALL,
  json: true,
  examples: [
    {
      line: 'radarstore config check --config /etc/radarstore/radarstore.yaml',
      meaning: 'one file',
    },
  ],
  async run(call) {
    const reading = call.reading();
    if (reading.problems.length > 0 && !call.json) throw configFault(reading.problems);
    const from = reading.file === null ? 'no configuration file' : `file ${reading.file}`;
    call.answer(`The configuration is fine (${from}).\n`, {
      file: reading.file,
      problems: reading.problems,
    });
    return reading.problems.length === 0 ? EXIT.done : EXIT.usage;
  },
};

export const configPrint: Command = {
  name: 'config print',
  summary: 'print every setting in effect and where it came from',
  description:
    'Prints every setting in effect and the flag, variable or line of the file that it came from.\nPasswords are shown as ***.',
  settings: ALL,
  json: true,
  examples: [
    { line: 'radarstore config print', meaning: 'what serve would run with' },
    { line: 'radarstore config print --json | jq .settings', meaning: 'for scripts' },
  ],
  async run(call) {
    const reading = call.reading();
    call.settings();
    const rows = reading.entries.map((entry) => [
      entry.key,
      entry.text ?? 'none',
      describeOrigin(entry.origin),
    ]);
    const settings = reading.entries.map((entry) => [
      entry.key,
      { value: entry.text, origin: describeOrigin(entry.origin) },
    ]);
    call.answer(table(['SETTING', 'VALUE', 'FROM'], rows), {
      file: reading.file,
      settings: Object.fromEntries(settings),
    });
    return EXIT.done;
  },
};

export const configDocs: Command = {
  name: 'config docs',
  summary: 'print the reference of all settings',
  description: 'Prints the reference of all settings, as Markdown.',
  settings: null,
  json: true,
  examples: [{ line: 'radarstore config docs | less', meaning: 'read it' }],
  async run(call) {
    const settings = CONFIG_KEY_NAMES.map((name) => {
      const key: ConfigKey<unknown> = CONFIG_SCHEMA[name];
      return {
        key: name,
        flag: flagOf(name),
        variable: variableOf(name),
        meaning: key.meaning,
        allowed: allowedOf(key),
        default: defaultText(key),
      };
    });
    call.answer(configurationReference(), { settings });
    return EXIT.done;
  },
};
