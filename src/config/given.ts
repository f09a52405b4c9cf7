import type { Origin } from './origin.ts';
import type { ConfigKeyName } from './schema.ts';

/** The text that one source gives for one setting, before it is checked. */
export interface Given {
  readonly key: ConfigKeyName;
  readonly text: string;
  readonly origin: Origin;
  /** Folder that relative paths in the text are relative to. */
  readonly base: string;
}
