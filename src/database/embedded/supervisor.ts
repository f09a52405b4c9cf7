import { delay, messageOf, toRadarError } from '../../core/index.ts';
import type { HealthCheck } from '../../observe/index.ts';
import { type Server, startServer } from './server.ts';
import { boundLog } from './server-log.ts';
import type { Setup } from './setup.ts';

/** Keeps the server running until it is told to stop. */
export interface Supervisor {
  /** The process of the server; null while there is none. */
  pid(): number | null;
  check(): HealthCheck;
  /** Stops the server for good. May be called again. */
  stop(): Promise<void>;
}

/** Pause before the second attempt to start it; doubles with each failure. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** Failed attempts in a row after which it is not a hiccup. */
const HICCUPS = 3;
/** A server that ends sooner than that is started again after a pause. */
const SHORT_RUN_MS = 3_000;
const SHORT_RUN_PAUSE_MS = 500;
const LOG_CHECK_MS = 60_000;

/** Watches over a started server and starts it anew whenever it ends by itself. */
export function superviseServer(setup: Setup, first: Server): Supervisor {
  const stopping = new AbortController();
  const state: State = { server: first, failures: 0, fault: '', restarts: 0, stopped: false };
  const logTimer = setInterval(() => {
    void boundLog(setup.folder).catch((fault) =>
      setup.log.warn({ fault: messageOf(fault) }, 'the log of the database server stays long'),
    );
  }, LOG_CHECK_MS).unref();
  const loop = supervise(setup, state, stopping.signal);
  const stop = async () => {
    stopping.abort();
    clearInterval(logTimer);
    await state.server?.stop();
    await loop;
    state.stopped = true;
  };
  let stopped: Promise<void> | undefined;
  return {
    pid: () => state.server?.pid ?? null,
    check: () => ({ name: 'embedded', ...finding(state) }),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

interface State {
  server: Server | undefined;
  /** Attempts to start that failed in a row. */
  failures: number;
  /** Why it is down. */
  fault: string;
  restarts: number;
  stopped: boolean;
}

async function supervise(setup: Setup, state: State, stopping: AbortSignal): Promise<void> {
  while (state.server !== undefined) {
    const began = performance.now();
    const how = await state.server.ended;
    state.server = undefined;
    state.fault = `it ${how}`;
    if (stopping.aborted) return;
    setup.log.error({ how }, 'the database server ended by itself and is started again');
    if (performance.now() - began < SHORT_RUN_MS) await delay(SHORT_RUN_PAUSE_MS, stopping);
    state.server = await restart(setup, state, stopping);
    if (state.server === undefined) return;
    state.failures = 0;
    state.restarts += 1;
    setup.log.info({ pid: state.server.pid }, 'the database server runs again');
  }
}

/** Tries until the server runs; answers undefined when it is not wanted any more. */
async function restart(
  setup: Setup,
  state: State,
  stopping: AbortSignal,
): Promise<Server | undefined> {
  while (!stopping.aborted) {
    try {
      return await startServer(setup, stopping);
    } catch (fault) {
      if (stopping.aborted) return undefined;
      state.fault = toRadarError(fault).sentence;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** state.failures, LONGEST_PAUSE_MS);
      state.failures += 1;
      setup.log.error(
        { fault: state.fault, failures: state.failures },
        'the database server cannot be started again and is tried once more',
      );
      await delay(pauseMs, stopping);
    }
  }
  return undefined;
}

function finding(state: State): Omit<HealthCheck, 'name'> {
  const detail = { pid: state.server?.pid ?? null, restarts: state.restarts };
  if (state.stopped) return { state: 'failed', message: 'The database server is stopped.', detail };
  if (state.server !== undefined) {
    return { state: 'ok', message: 'The embedded database server runs.', detail };
  }
  const tries = `it is tried again at most every ${LONGEST_PAUSE_MS / 1_000} seconds`;
  if (state.failures < HICCUPS) {
    const message = `The database server is being started again: ${state.fault}.`;
    return { state: 'degraded', message: message.replace(/\.+$/, '.'), detail };
  }
  return {
    state: 'failed',
    message: `The database server cannot be started again after ${state.failures} attempts: ${state.fault}`,
    hint: `Mend what it says; ${tries}.`,
    detail,
  };
}
