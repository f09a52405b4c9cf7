import { platform } from 'node:process';
import type { Clock } from '../../core/index.ts';
import { createLinuxReader } from './linux/reader.ts';
import type { HostReader } from './reading.ts';
import { createPortableReader } from './system.ts';

/** The reader for the host on which this process runs. */
export function createHostReader(clock: Clock): HostReader {
  return platform === 'linux' ? createLinuxReader(clock) : createPortableReader();
}
