import type { Environment, Machine } from '../config/index.ts';
import type { Clock } from '../core/index.ts';
import type { StopWatch } from './stop.ts';

/** A stream of text. A reader that went away is no fault: what is written then is dropped. */
export interface Output {
  write(text: string): void;
  /** Resolves once what was written has left, for whoever writes more than may be held. */
  flush(): Promise<void>;
  /** Whether a person looks at it. */
  readonly terminal: boolean;
  /** Columns for wrapped help. */
  readonly width: number;
}

/** The parts of the program that start a database or a store. Loaded late: help needs none. */
export type App = Pick<
  typeof import('../app/index.ts'),
  | 'startStore'
  | 'openDatabase'
  | 'openOnboarding'
  | 'openRegistry'
  | 'desiredOf'
  | 'jobsOf'
  | 'PROGRAM_VERSION'
>;

/** The world around a command, so that tests can be one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Environment;
  readonly machine: Machine;
  readonly clock: Clock;
  /** Asks a person a question that is answered by yes or no; null where nobody is there to answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** Standard input, for a command that reads it. */
  readInput(): AsyncIterable<Buffer>;
  loadApp(): Promise<App>;
  /** Begins to listen for whatever asks a running program to stop. */
  watchForStop(): StopWatch;
}
