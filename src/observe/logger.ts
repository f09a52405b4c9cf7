import { type Level, pino } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Structured log. `fields` are data for machines, `message` is one sentence for people. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: { readonly [name: string]: unknown }): Logger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  /** `json`: one object a line; `text`: time, level, part, message, fields. */
  readonly format: 'text' | 'json';
  /** Takes complete lines, each with its line end. */
  write(line: string): void;
}

/** Names that must never reach a log, at the top and one level down. */
const SECRET_NAMES = ['password', 'token', 'secret', 'authorization', 'cookie'];

/** Makes the log of a process; parts of the program get a `child` with their name. */
export function createLogger(options: LoggerOptions): Logger {
  const write = options.format === 'json' ? options.write : textWriter(options.write);
  return pino(
    {
      level: options.level satisfies Level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    },
    { write },
  );
}

/** A log that says nothing, for callers that do not want one. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};

function textWriter(write: (line: string) => void): (line: string) => void {
  return (line) => {
    const { time, level, part, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
    const told = Object.entries(fields).map(([name, value]) => ` ${name}=${fieldText(value)}`);
    const prefix = part === undefined ? '' : `${part}: `;
    write(`${time} ${String(level).toUpperCase().padEnd(5)} ${prefix}${msg}${told.join('')}\n`);
  };
}

function fieldText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'message' in value) {
    return JSON.stringify(value.message);
  }
  return typeof value === 'string' && /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value);
}
