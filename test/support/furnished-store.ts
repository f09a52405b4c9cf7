import type { Browser } from 'playwright-core';
import type { SelfReport } from '../../src/contract/index.ts';
import { openBrowser } from './browser.ts';
import { writeHistory } from './history.ts';
import { makeGround, type Program, type ProgramOptions, startProgram } from './program.ts';
import { until } from './until.ts';

/** A running store with a past, and a browser to look at it. */
export interface FurnishedStore {
  readonly program: Program;
  readonly browser: Browser;
  /** Address of the page of this host. */
  readonly host: string;
  close(): Promise<void>;
}

/** Starts a store that samples this host every `interval`, writes its past, and opens a browser. */
export async function furnishStore(
  interval: string,
  environment: ProgramOptions['environment'] = {},
): Promise<FurnishedStore> {
  const ground = await makeGround();
  let program: Program | undefined;
  try {
    const args = ['--data-dir', ground.dataDir, '--host-receiver-interval', interval];
    program = await startProgram({ args, environment });
    const started = program;
    const self = await started.json<SelfReport>('/api/self');
    const host = `/devices/${self.device_id}`;
    const samples = `/api${host}/sysmon/processes?latest=true`;
    await until('a sample', async () => (await started.json<unknown[]>(samples)).length > 0);
    await writeHistory(ground.dataDir, self.device_id ?? '');
    const browser = await openBrowser();
    const close = async () => {
      await browser.close();
      await started.stop();
      await ground.close();
    };
    return { program: started, browser, host, close };
  } catch (fault) {
    await program?.stop();
    await ground.close();
    throw fault;
  }
}
