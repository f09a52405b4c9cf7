import type { SettingName } from './family.ts';
import type { Origin } from './origin.ts';

/** The text that one source gives for one setting, before it is checked. */
export interface Given {
  readonly key: SettingName;
  readonly text: string;
  readonly origin: Origin;
  /** Folder that relative paths in the text are relative to. */
  readonly base: string;
}
