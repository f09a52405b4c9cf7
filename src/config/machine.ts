import { homedir, hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** What computed defaults and the search for a file depend on. Given, so that tests are the same everywhere. */
export interface Machine {
  readonly hostName: string;
  readonly homeFolder: string;
  readonly workingFolder: string;
  /** Folder of the file that holds for the whole machine. */
  readonly systemFolder: string;
  /** Whether the process runs as root. */
  readonly root: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The machine that the process runs on. */
export function thisMachine(): Machine {
  return {
    hostName: hostname() || 'localhost',
    homeFolder: homeFolder(),
    workingFolder: process.cwd(),
    systemFolder: '/etc/radarstore',
    root: process.getuid?.() === 0,
  };
}

/** Where the embedded database lives when nobody says: the system's place for root, else the user's. */
export function defaultDataFolder(machine: Machine, environment: Environment): string {
  if (machine.root) return '/var/lib/radarstore';
  const dataHome = environment.XDG_DATA_HOME ?? '';
  // The XDG specification has relative paths ignored.
  return isAbsolute(dataHome)
    ? join(dataHome, 'radarstore')
    : join(machine.homeFolder, '.local', 'share', 'radarstore');
}

/** A container may run under a user id that nobody entered in passwd; such a user has no home. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return process.cwd();
  }
}
