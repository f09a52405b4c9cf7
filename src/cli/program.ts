import { type CommanderError, Option, Command as Parser } from 'commander';
import {
  CONFIG_KEY_NAMES,
  CONFIG_SCHEMA,
  type ConfigKey,
  defaultText,
  didYouMean,
  flagOf,
  isRetentionName,
  RETENTION,
  type SettingName,
} from '../config/index.ts';
import { RadarError, suggest } from '../core/index.ts';
import { COMMANDS, GROUPS, PROGRAM_NAME, ROOT_DESCRIPTION, ROOT_EPILOGUE } from './catalogue.ts';
import type { Command } from './command.ts';

/** What a command line asks for. */
export type Request =
  | { readonly do: 'print'; readonly text: string; readonly usageFault: boolean }
  | { readonly do: 'version' }
  | {
      readonly do: 'run';
      readonly command: Command;
      readonly json: boolean;
      /** Value of `--config`. */
      readonly file: string | undefined;
      readonly flags: ReadonlyMap<SettingName, string>;
      readonly options: Readonly<Record<string, unknown>>;
      readonly argument: string | undefined;
      /** Words that are neither a known flag nor the value of one. */
      readonly leftOver: readonly string[];
      /** Every flag of the command, for suggestions. */
      readonly knownFlags: readonly string[];
    };

export interface HelpStyle {
  readonly width: number;
  title(text: string): string;
}

/**
 * Reads a command line; runs and prints nothing. Throws USAGE_INVALID when it makes no sense.
 * The only place that knows commander.
 */
export function readCommandLine(argv: readonly string[], style: HelpStyle): Request {
  let request: Request | undefined;
  let printed = '';
  const root = buildParser(style, (found) => {
    request = found;
  });
  eachParser(root, (parser) => {
    const write = (text: string) => {
      printed += text;
    };
    parser.configureOutput({
      writeOut: write,
      writeErr: write,
      outputError: () => {},
      getOutHelpWidth: () => style.width,
      getErrHelpWidth: () => style.width,
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    });
    parser.exitOverride((fault) => {
      throw new ParserExit(fault, parser);
    });
  });
  try {
    root.parse([...argv], { from: 'user' });
  } catch (exit) {
    if (!(exit instanceof ParserExit)) throw exit;
    return requestOfExit(exit, printed);
  }
  if (request === undefined) throw new Error('the command line led to no command');
  return request;
}

/** The help of a command, a group, or (by the empty name) the program. */
export function helpText(name: string, style: HelpStyle): string {
  const argv = name === '' ? ['--help'] : [...name.split(' '), '--help'];
  const request = readCommandLine(argv, style);
  if (request.do !== 'print') throw new Error(`no help for ${name}`);
  return request.text;
}

class ParserExit extends Error {
  readonly fault: CommanderError;
  readonly parser: Parser;

  constructor(fault: CommanderError, parser: Parser) {
    super(fault.message);
    this.fault = fault;
    this.parser = parser;
  }
}

function requestOfExit({ fault, parser }: ParserExit, printed: string): Request {
  switch (fault.code) {
    case 'commander.helpDisplayed':
      return { do: 'print', text: printed, usageFault: false };
    case 'commander.help':
      return { do: 'print', text: printed, usageFault: fault.exitCode !== 0 };
    case 'commander.version':
      return { do: 'version' };
    default:
      throw usageFault(fault, parser);
  }
}

function usageFault(fault: CommanderError, parser: Parser): RadarError {
  const path = pathOf(parser);
  const unknown = /^error: unknown command '(.*)'/.exec(fault.message)?.[1];
  const hint = `See \`${path} --help\`.`;
  if (unknown === undefined) {
    const said = fault.message.replace(/^error: /, '').replace(/\.?\s*$/, '');
    const message = `The command line of \`${path}\` is wrong: ${said}.`;
    return new RadarError('USAGE_INVALID', message, { hint, cause: fault });
  }
  const names = parser.commands.map((command) => command.name());
  const near = suggest(unknown, names);
  return new RadarError(
    'USAGE_INVALID',
    `There is no command "${path} ${unknown}"${didYouMean(near === undefined ? [] : [`"${path} ${near}"`])}.`,
    { hint, cause: fault },
  );
}

function pathOf(parser: Parser): string {
  return parser.parent === null ? parser.name() : `${pathOf(parser.parent)} ${parser.name()}`;
}

function eachParser(parser: Parser, visit: (parser: Parser) => void): void {
  visit(parser);
  for (const child of parser.commands) eachParser(child, visit);
}

function buildParser(style: HelpStyle, found: (request: Request) => void): Parser {
  const root = new Parser(PROGRAM_NAME)
    .description(ROOT_DESCRIPTION)
    .usage('<command> [options]')
    .version('version', '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({
      styleTitle: style.title,
      subcommandTerm: (parser) =>
        parser.commands.length > 0 ? `${parser.name()} <command>` : parser.name(),
    })
    .showSuggestionAfterError(false)
    .addHelpText('after', `\n${examplesText(style, EXAMPLES_OF_ROOT)}\n\n${ROOT_EPILOGUE}`);
  const groups = new Map<string, Parser>();
  for (const command of COMMANDS) {
    const [first = '', second] = command.name.split(' ');
    if (second === undefined) {
      addCommand(root.command(first), { command, style, found });
      continue;
    }
    let group = groups.get(first);
    if (group === undefined) {
      const description = GROUPS[first] ?? '';
      group = root
        .command(first)
        .summary(description)
        .description(`${capital(description)}.`);
      group.usage('<command> [options]').helpCommand(false);
      groups.set(first, group);
    }
    addCommand(group.command(second), { command, style, found });
  }
  return root;
}

interface Addition {
  readonly command: Command;
  readonly style: HelpStyle;
  readonly found: (request: Request) => void;
}

function addCommand(parser: Parser, { command, style, found }: Addition): void {
  parser
    .summary(command.summary)
    .description(command.description)
    .usage(command.argument === undefined ? '[options]' : `[${command.argument.name}] [options]`)
    // Unknown flags are reported together with everything else that is wrong.
    .allowUnknownOption()
    .allowExcessArguments();
  if (command.argument !== undefined) {
    parser.argument(`[${command.argument.name}]`, command.argument.meaning);
  }
  for (const option of command.options ?? []) {
    const added = new Option(option.flags, option.meaning);
    if (option.choices !== undefined) added.choices([...option.choices]);
    parser.addOption(added.makeOptionMandatory(option.required === true));
  }
  if (command.json) parser.option('--json', 'print JSON');
  if (command.settings !== null) addSettings(parser, command.settings);
  const note =
    command.settings === null
      ? ''
      : '\n\nEach setting can also be a variable (RADARSTORE_HTTP_PORT for --http-port) or stand in the file\n(http.port); see `radarstore config docs`.';
  parser.addHelpText('after', `\n${examplesText(style, command.examples)}${note}`);
  parser.action(() => {
    const options = parser.opts<Record<string, unknown>>();
    const [argument, ...others] = takeArgument(command, parser.args);
    found({
      do: 'run',
      command,
      json: options.json === true,
      file: typeof options.config === 'string' ? options.config : undefined,
      flags: command.settings === null ? new Map() : givenSettings(parser, options),
      options,
      argument,
      leftOver: others,
      knownFlags: parser.options.flatMap((option) => option.long ?? []),
    });
  });
}

/** The word that belongs to the command first (undefined: none), then those that do not. */
function takeArgument(
  { argument }: Command,
  words: readonly string[],
): [string | undefined, ...string[]] {
  const [first, ...others] = words;
  if (argument === undefined || first === undefined || /^-./.test(first)) {
    return [undefined, ...words];
  }
  return [first, ...others];
}

function addSettings(parser: Parser, shown: readonly string[]): void {
  parser.option('-c, --config <file>', 'configuration file, YAML or JSON');
  for (const name of CONFIG_KEY_NAMES) {
    const key: ConfigKey<unknown> = CONFIG_SCHEMA[name];
    const hidden = !shown.some((beginning) => name.startsWith(beginning));
    const flag = flagOf(name);
    const meaning = `${key.meaning} (default: ${defaultText(key)})`;
    const isSwitch = key.kind.placeholder === 'true|false';
    const value = isSwitch ? `[${key.kind.placeholder}]` : `<${key.kind.placeholder}>`;
    parser.addOption(
      new Option(`${flag} ${value}`, meaning).helpGroup(`${key.section}:`).hideHelp(hidden),
    );
    if (isSwitch) parser.addOption(new Option(flag.replace('--', '--no-')).hideHelp());
  }
  const { name, member, kind, section, meaning } = RETENTION;
  parser.addOption(
    new Option(`--${name} <${member}=${kind.placeholder}>`, meaning)
      .argParser((text: string, before: string[] | undefined) => [...(before ?? []), text])
      .helpGroup(`${section}:`)
      .hideHelp(!shown.some((beginning) => name.startsWith(beginning))),
  );
}

function givenSettings(
  parser: Parser,
  options: Record<string, unknown>,
): ReadonlyMap<SettingName, string> {
  const given = new Map<SettingName, string>();
  for (const name of CONFIG_KEY_NAMES) {
    const option = parser.options.find((one) => one.long === flagOf(name));
    const value = option === undefined ? undefined : options[option.attributeName()];
    if (value !== undefined) given.set(name, String(value));
  }
  for (const text of (options[RETENTION.name] ?? []) as readonly string[]) {
    const [dataset = '', value] = text.split('=');
    const key = `${RETENTION.name}.${dataset.trim()}`;
    if (value === undefined || !isRetentionName(key)) throw notAssigned(text);
    given.set(key, value);
  }
  return given;
}

function notAssigned(text: string): RadarError {
  const { name, member } = RETENTION;
  const message = `The flag --${name} cannot be "${text}": it must be <${member}>=<duration>, such as cpu_metrics=7d.`;
  return new RadarError('USAGE_INVALID', message);
}

const LONGEST_LINE = 100;

const EXAMPLES_OF_ROOT: Command['examples'] = [
  { line: 'radarstore serve', meaning: 'start with an embedded database on this machine' },
  { line: 'radarstore doctor', meaning: 'find out what is wrong, and how to mend it' },
  { line: 'radarstore serve --help', meaning: 'every setting' },
];

/** Beside each other where all fit, else below each other. */
function examplesText(style: HelpStyle, examples: Command['examples']): string {
  const width = Math.max(...examples.map(({ line }) => line.length));
  const beside = examples.every(({ meaning }) => width + meaning.length + 4 <= LONGEST_LINE);
  const lines = examples.map(({ line, meaning }) =>
    beside ? `  ${line.padEnd(width)}  ${meaning}` : `  ${line}\n      ${meaning}`,
  );
  return `${style.title('Examples:')}\n${lines.join('\n')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
