import { describe, inject, test } from 'vitest';
import type { ConnectionTarget, EngineName } from '../../src/database/index.ts';

/** An engine that the suites run on, or the reason why they cannot. */
export interface EngineUnderTest {
  readonly name: EngineName;
  /** Null: present. */
  readonly absent: string | null;
}

/** A running engine, as the process that started it describes it to the test workers. */
export interface RunningEngine {
  readonly name: EngineName;
  /** A superuser's way in, to the maintenance database. */
  readonly target: ConnectionTarget;
  /** The same over TCP, for programs that take a URL. */
  readonly url: string;
  /** Name of a database without our schema (with the TimescaleDB extension where there is one). */
  readonly emptyTemplate: string;
  /** Name of a database with our schema applied. */
  readonly migratedTemplate: string;
  /** Begins the name of every database of this run. */
  readonly prefix: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly engines: readonly EngineUnderTest[];
    /** Address at which {@link startedEngine} asks. */
    readonly engineDesk: string;
  }
}

/** Every engine, the absent ones with the reason. */
export const ENGINES: readonly EngineUnderTest[] = inject('engines');

/** A suite once per engine. On an absent engine it is one skipped test, whose name says why. */
export function describeEachEngine(name: string, body: (engine: EngineName) => void): void {
  for (const engine of ENGINES) {
    const title = `${name} [${engine.name}]`;
    if (engine.absent === null) describe(title, () => body(engine.name));
    else test.skip(`${title} (absent: ${engine.absent})`, () => {});
  }
}

/** The running engine. It is started when the first test of a run asks for it. */
export async function startedEngine(name: EngineName): Promise<RunningEngine> {
  const answer = await fetch(`${inject('engineDesk')}/${name}`);
  if (!answer.ok) throw new Error(`engine ${name}: ${await answer.text()}`);
  return (await answer.json()) as RunningEngine;
}
