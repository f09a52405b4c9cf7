import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type ConfigReading,
  type Machine,
  readConfig,
  type SettingName,
} from '../../src/config/index.ts';

/** A folder with configuration files, and the machine that finds them there. */
export interface Workplace {
  readonly machine: Machine;
  /** Writes a file below the working folder, or at an absolute path. */
  write(name: string, text: string): string;
  read(sources?: {
    readonly flags?: { readonly [Key in SettingName]?: string };
    readonly environment?: Record<string, string>;
    readonly file?: string;
    readonly machine?: Partial<Machine>;
  }): ConfigReading;
  remove(): void;
}

export function makeWorkplace(): Workplace {
  const root = mkdtempSync(join(tmpdir(), 'radarstore-config-'));
  const machine: Machine = {
    hostName: 'probe.example',
    homeFolder: '/home/probe',
    workingFolder: join(root, 'work'),
    systemFolder: join(root, 'etc'),
    root: false,
  };
  mkdirSync(machine.workingFolder);
  return {
    machine,
    write(name, text) {
      const path = name.startsWith('/') ? name : join(machine.workingFolder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    read: ({ flags = {}, environment = {}, file, machine: other = {} } = {}) =>
      readConfig({
        flags: new Map(Object.entries(flags) as [SettingName, string][]),
        environment,
        file,
        machine: { ...machine, ...other },
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The messages of all problems. */
export function messagesOf(reading: ConfigReading): string[] {
  return reading.problems.map((problem) => problem.message);
}
