import type { ConfigReading, Settings } from '../config/index.ts';
import type { ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** An option of one command, besides `--json` and those of settings. */
export interface CommandOption {
  /** As commander reads it: `--engine <name>`. */
  readonly flags: string;
  readonly meaning: string;
  readonly choices?: readonly string[];
  readonly required?: boolean;
}

/** A word behind the name of a command, which may be left out. */
export interface CommandArgument {
  readonly name: string;
  readonly meaning: string;
}

/** One command, as data: help, reference and parsing come from it. */
export interface Command {
  /** With its group: `schema plan`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Paragraphs below the usage line. */
  readonly description: string;
  /**
   * Beginnings of the names of settings that help shows. Every other setting is accepted too, so
   * that one set of flags fits all commands; null: the command reads no configuration.
   */
  readonly settings: readonly string[] | null;
  readonly options?: readonly CommandOption[];
  /** A word that may follow the name of the command. */
  readonly argument?: CommandArgument;
  /** False for the one command that prints no data of its own. */
  readonly json: boolean;
  readonly examples: readonly { readonly line: string; readonly meaning: string }[];
  run(call: Call): Promise<ExitCode>;
}

/** A command line that was understood. */
export interface Call {
  readonly io: Io;
  readonly json: boolean;
  /** Options of the command, by the name that commander makes of the flag. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The word behind the name of the command, where it takes one. */
  readonly argument: string | undefined;
  /** The configuration with its problems. */
  reading(): ConfigReading;
  /** The settings; throws one error with all problems when there are any. */
  settings(): Settings;
  /** Prints the answer: `text` for people, or `data` as JSON where that was asked for. */
  answer(text: string, data: unknown): void;
}
