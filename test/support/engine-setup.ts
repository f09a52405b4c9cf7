import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { messageOf } from '../../src/core/index.ts';
import { type FoundEngine, findEngines } from './engine-presence.ts';
import { type StartedEngine, startEngine } from './engine-start.ts';
import { addressPort } from './target.ts';

/**
 * Runs once, in the main process of vitest. Says which engines there are, and keeps a desk at which
 * the workers ask for a running one: the first question starts it, so that a run of tests without a
 * database pays for none. All engines end with the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = await findEngines();
  const started = new Map<string, Promise<StartedEngine>>();
  const askFor = (engine: FoundEngine) => {
    const running = started.get(engine.name) ?? startEngine(engine);
    started.set(engine.name, running);
    return running;
  };
  const desk = createServer(async (request, response) => {
    const engine = found.find((one) => `/${one.name}` === request.url);
    try {
      if (engine === undefined) throw new Error(`no engine ${request.url}`);
      const { stop: _, ...running } = await askFor(engine);
      response.end(JSON.stringify(running));
    } catch (fault) {
      response.writeHead(500).end(messageOf(fault));
    }
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  project.provide('engineDesk', `http://127.0.0.1:${addressPort(desk)}`);
  project.provide(
    'servers',
    found.map(({ name, absent }) => ({ name, absent })),
  );
  return async () => {
    desk.closeAllConnections();
    desk.close();
    await Promise.allSettled([...started.values()].map(async (one) => (await one).stop()));
  };
}
